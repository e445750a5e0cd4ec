using System.Globalization;
using Proxima.Engine.Latency;

namespace Proxima.Engine.Steering.Filters;

/// <summary>
/// For voice: first drops what loses too many packets, then keeps what sounds about as good as the best, by an R-factor of delay, loss and
/// jitter, in the network's own order of preference.
/// </summary>
public sealed class QualityFilter(double mostLoss, double tolerance) : IFilter
{
    private const double DefaultLoss = 0.02;

    /// <summary>Three points of R are a tenth of the score: hardly heard.</summary>
    private const double DefaultTolerance = 3;

    public bool ReadsCandidatesOnly => true;

    public int Apply(in Client client, Span<Candidate> kept, ref Scope scope)
    {
        scope.RelyOnLatency();
        var (isKnown, isLossy) = (false, true);
        foreach (ref readonly var candidate in kept)
        {
            isKnown |= candidate.Rtt.IsKnown;
            isLossy &= !candidate.Rtt.IsKnown || candidate.Quality.Loss > mostLoss;
        }

        if (!isKnown)
        {
            return kept.Length;
        }

        // Where all lose too much, the loss still counts in the rating.
        Span<double> ratings = stackalloc double[SteeringTable.MaxCandidates];
        var best = 0.0;
        for (var i = 0; i < kept.Length; i++)
        {
            ref var candidate = ref kept[i];
            candidate.Reason = !candidate.Rtt.IsKnown ? DropReason.NoLatency : !isLossy && candidate.Quality.Loss > mostLoss ? DropReason.TooMuchLoss : DropReason.None;
            ratings[i] = candidate.Reason == DropReason.None ? RatingOf(in candidate) : 0;
            best = Math.Max(best, ratings[i]);
        }

        for (var i = 0; i < kept.Length; i++)
        {
            kept[i].Reason = kept[i].Reason == DropReason.None && ratings[i] < best - tolerance ? DropReason.LowerQuality : kept[i].Reason;
        }

        var left = Kept.SplitByReason(kept);
        Kept.SortByRank(kept[..left]);
        return left;
    }

    public string ReasonFor(in Client client, in Candidate dropped, ReadOnlySpan<Candidate> reached)
    {
        var best = 0.0;
        foreach (ref readonly var candidate in reached)
        {
            best = candidate.Reason is DropReason.NoLatency or DropReason.TooMuchLoss ? best : Math.Max(best, RatingOf(in candidate));
        }

        return dropped.Reason switch
        {
            DropReason.NoLatency => "has no known latency, others have",
            DropReason.TooMuchLoss => string.Create(CultureInfo.InvariantCulture, $"loses {dropped.Quality.Loss * 100:0.0} % of the packets, at most {mostLoss * 100:0.#} % are allowed"),
            _ => string.Create(CultureInfo.InvariantCulture, $"sounds worse: R about {RatingOf(in dropped):0} (MOS {VoiceQuality.ScoreOf(RatingOf(in dropped)):0.0}), the best has {best:0} (MOS {VoiceQuality.ScoreOf(best):0.0})"),
        };
    }

    internal static CompiledFilter Read(FilterParameters read) => new()
    {
        Whole = (uint)Math.Round(read.Share("loss", DefaultLoss) * 10_000),
        Share = read.Number("tolerance", DefaultTolerance, 100),
    };

    internal static IFilter Create(CompiledFilter filter) => new QualityFilter(filter.Whole / 10_000.0, filter.Share);

    private static double RatingOf(in Candidate candidate) => candidate.Rtt.IsKnown
        ? VoiceQuality.RatingOf(candidate.Rtt.Milliseconds, candidate.Quality.Loss, candidate.Quality.JitterMs)
        : 0;
}
