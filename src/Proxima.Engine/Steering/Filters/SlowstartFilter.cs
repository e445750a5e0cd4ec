using System.Globalization;
using Proxima.Engine.Health;

namespace Proxima.Engine.Steering.Filters;

/// <summary>Gives an endpoint that came back its clients over a while, as caches and connection pools warm up, and not all at once.</summary>
public sealed class SlowstartFilter(TimeSpan over) : AdmissionFilter("slowstart")
{
    /// <summary>What it begins with: with no client at all, nothing would warm up.</summary>
    public const double LeastShare = 0.05;

    private const int DefaultSeconds = 90;

    internal static CompiledFilter Read(FilterParameters read) => new() { Whole = read.Seconds("over", DefaultSeconds, 1, HealthWord.MaxUnsettledSeconds) };

    protected override double ShareOf(in Candidate candidate) => candidate.Word.UnsettledSeconds == 0
        ? 1
        : Math.Clamp(SecondsUp(in candidate) / over.TotalSeconds, LeastShare, 1);

    protected override string CauseOf(in Candidate candidate) =>
        string.Create(CultureInfo.InvariantCulture, $"came back {SecondsUp(in candidate)} s ago and starts over {over.TotalSeconds:0} s");

    private static int SecondsUp(in Candidate candidate) => HealthWord.MaxUnsettledSeconds - candidate.Word.UnsettledSeconds;
}
