namespace Proxima.Engine.Steering;

/// <summary>The filters of one policy, in order, each with its name in the catalog.</summary>
public sealed class Chain(IReadOnlyList<IFilter> filters, IReadOnlyList<string> names)
{
    /// <summary>Most filters of one chain.</summary>
    public const int MaxLength = 16;

    private readonly IFilter[] filters = [.. filters];

    public int Length => filters.Length;

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
}
