namespace Proxima.Engine.Steering.Filters;

/// <summary>
/// Lets each client network begin at another place of the list and go round: the load is spread evenly while neighbours in the list stay
/// neighbours. With a period the place moves on, for all networks at once, with the snapshot that begins the next period.
/// </summary>
public sealed class RotateFilter(uint period) : IFilter
{
    /// <summary>Shortest and longest period, in seconds: each begins with a snapshot of its own.</summary>
    private const int LeastSeconds = 10;
    private const int MostSeconds = 86_400;

    internal static CompiledFilter Read(FilterParameters read)
    {
        var every = read.Seconds("every", 0, LeastSeconds, MostSeconds);
        if (every == 0)
        {
            return default;
        }

        var period = read.Ground.Now.ToUnixTimeSeconds() / every;
        return new CompiledFilter { Whole = (uint)period, Until = DateTimeOffset.FromUnixTimeSeconds((period + 1) * every) };
    }

    public int Apply(in Client client, Span<Candidate> kept, ref Scope scope)
    {
        if (kept.Length == 1)
        {
            return 1;
        }

        var network = ClientHash.NetworkOf(in client);
        scope.RelyOnPrefix(network.Length);
        if (kept.Length == 0)
        {
            return 0;
        }

        var first = (int)((StableHash.Combine(ClientHash.Of(in client, in network), client.OwnerHash) + period) % (uint)kept.Length);
        Span<byte> places = stackalloc byte[SteeringTable.MaxCandidates];
        for (var i = 0; i < kept.Length; i++)
        {
            places[i] = (byte)(i >= first ? i - first : i - first + kept.Length);
        }

        Kept.SortBy(kept, places);
        return kept.Length;
    }

    public string ReasonFor(in Client client, in Candidate dropped, ReadOnlySpan<Candidate> reached) => "is kept: rotate only orders";
}
