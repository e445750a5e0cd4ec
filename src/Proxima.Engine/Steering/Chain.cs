using Proxima.Engine.Latency;
using Proxima.Engine.Steering.Filters;

namespace Proxima.Engine.Steering;

/// <summary>The filters of one policy, in order, each with its name in the catalog.</summary>
public sealed class Chain
{
    /// <summary>Most filters of one chain.</summary>
    public const int MaxLength = 16;

    private readonly IFilter[] filters;
    private readonly Scope[] reliances;
    private readonly IReadOnlyList<string> names;

    public Chain(IReadOnlyList<IFilter> filters, IReadOnlyList<string> names)
    {
        this.filters = [.. filters];
        this.names = names;
        Fences = [.. filters.OfType<FenceFilter>()];
        ReadsCandidatesOnly = filters.All(filter => filter.ReadsCandidatesOnly);
        ReadsHealth = filters.Any(filter => filter is HealthyFilter);
        reliances = new Scope[this.filters.Length];
        ComparableLength = reliances.Length;
        IsComparable = true;
        for (var position = 0; position < reliances.Length; position++)
        {
            var scope = RelianceOf(this.filters[position]);
            reliances[position] = scope;
            ReadsLatency |= scope.UsesLatency;
            ReadsPlace |= scope.UsesPlace;
            ComparableLength = scope.UsesNetwork ? Math.Min(ComparableLength, position) : ComparableLength;
            IsComparable &= position < ComparableLength || !scope.UsesLatency;
        }
    }

    public int Length => filters.Length;

    /// <summary>True when a row of the map and who is available decide, and nothing else.</summary>
    public bool ReadsCandidatesOnly { get; }

    /// <summary>True when who is available makes a difference to the chain.</summary>
    public bool ReadsHealth { get; }

    /// <summary>True when latency makes a difference to the chain.</summary>
    public bool ReadsLatency { get; }

    /// <summary>True when the client's place makes a difference to the chain.</summary>
    public bool ReadsPlace { get; }

    /// <summary>How many filters, from the first, do not look at the address itself: what they keep can be compared between networks.</summary>
    internal int ComparableLength { get; }

    /// <summary>False when a filter reads latency after one that looks at the address: then no two rows are sure to be served alike.</summary>
    internal bool IsComparable { get; }

    /// <summary>The filters whose word holds even where nobody is left.</summary>
    internal FenceFilter[] Fences { get; }

    /// <summary>True when who the client is makes a difference to the filter at this position.</summary>
    internal bool ReadsClientAt(int position) => reliances[position] is { UsesLatency: true } or { UsesNetwork: true } or { UsesPlace: true };

    public string NameAt(int position) => names[position];

    public IFilter FilterAt(int position) => filters[position];

    /// <summary>Runs every filter over what the ones before it kept, and stamps what each dropped. Returns how many are kept at the head.</summary>
    public int Run(in Client client, Span<Candidate> candidates, ref Scope scope) => Run(in client, candidates, filters.Length, ref scope);

    /// <summary>The same with only the first <paramref name="length"/> filters.</summary>
    internal int Run(in Client client, Span<Candidate> candidates, int length, ref Scope scope)
    {
        var kept = candidates.Length;
        for (var position = 0; position < length; position++)
        {
            var left = filters[position].Apply(in client, candidates[..kept], ref scope);
            foreach (ref var dropped in candidates[left..kept])
            {
                dropped.DroppedBy = (byte)(position + 1);
            }

            kept = left;
        }

        return kept;
    }

    // A filter reports what it relies on whatever comes of it, so one look without candidates tells.
    private static Scope RelianceOf(IFilter filter)
    {
        var scope = default(Scope);
        filter.Apply(new Client(Prefix.FromBits(isIPv6: true, 0, 0, 128), ClientSource.Resolver, default, 0, 0), [], ref scope);
        return scope;
    }
}
