using Proxima.Engine.Latency;

namespace Proxima.Engine.Reports;

/// <summary>A client network that steered questions were asked for, an address in it, and how often it was asked lately (a decaying count).</summary>
public readonly record struct SeenNetwork(Prefix Network, Prefix Address, long Asked)
{
    /// <summary>One for each network, its counts added, most asked first; the same networks in the same order for the same counts.</summary>
    public static IReadOnlyList<SeenNetwork> Merge(IEnumerable<SeenNetwork> all)
    {
        ArgumentNullException.ThrowIfNull(all);
        var merged = new Dictionary<Prefix, SeenNetwork>();
        foreach (var seen in all)
        {
            merged[seen.Network] = merged.TryGetValue(seen.Network, out var other)
                ? new SeenNetwork(seen.Network, other.Address.Length >= seen.Address.Length ? other.Address : seen.Address, other.Asked + seen.Asked)
                : seen;
        }

        return [.. merged.Values.OrderByDescending(seen => seen.Asked).ThenBy(seen => seen.Network.IsIPv6).ThenBy(seen => seen.Network.High)];
    }
}
