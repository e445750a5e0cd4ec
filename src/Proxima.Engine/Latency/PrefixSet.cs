namespace Proxima.Engine.Latency;

/// <summary>Networks by prefix, asked whether one of them covers an address or network: one lookup for each prefix length there is.</summary>
public sealed class PrefixSet
{
    private readonly HashSet<Prefix> prefixes;
    private readonly byte[] lengths;

    public PrefixSet(IEnumerable<Prefix> prefixes)
    {
        this.prefixes = [.. prefixes];
        lengths = [.. this.prefixes.Select(prefix => prefix.Length).Distinct()];
    }

    public static PrefixSet Empty { get; } = new([]);

    public int Count => prefixes.Count;

    /// <summary>In no order.</summary>
    public IReadOnlyCollection<Prefix> All => prefixes;

    /// <summary>True when all of <paramref name="network"/> lies in one of the networks.</summary>
    public bool Covers(in Prefix network)
    {
        foreach (var length in lengths)
        {
            if (length <= network.Length && prefixes.Contains(network.Truncate(length)))
            {
                return true;
            }
        }

        return false;
    }
}
