using System.Net;
using Proxima.Engine.Latency;
using Proxima.Measurement.Agents;
using Proxima.Measurement.Probes;

namespace Proxima.Measurement.Uplink;

/// <summary>From a peer's words to targets. An entry that is no unicast address of its network is left out: an agent probes clients, not whole links.</summary>
public static class TargetsReading
{
    /// <summary>What somebody who wants nothing measured says; it sets no limits either.</summary>
    public static TargetList Nothing { get; } = new([], 0, 0, TimeSpan.Zero);

    /// <summary>Of an interval or a wait.</summary>
    private static readonly TimeSpan LongestSpan = TimeSpan.FromDays(1);

    public static TargetList Read(TargetsReply reply) => new(
        [.. (reply.Targets ?? []).Select(Read).OfType<AgentTarget>()],
        reply.ProbesPerSecond,
        reply.PerTargetPerSecond,
        Span(reply.IntervalMs))
    {
        PerAsPerSecond = reply.PerAsPerSecond,
        Contact = reply.Contact is { Length: <= ProbeTarget.MaxContactLength } contact ? contact : null,
    };

    private static AgentTarget? Read(TargetEntry entry)
    {
        if (!IPAddress.TryParse(entry.Address, out var address) || !Prefix.TryParse(entry.Network, out var network) ||
            !network.Contains(Prefix.FromAddress(address)) || !IsUnicast(address))
        {
            return null;
        }

        return new AgentTarget(entry.Network, address, entry.Resolver, entry.Queries)
        {
            // A node that does not weigh asks by questions alone.
            Weight = double.IsFinite(entry.Weight) && entry.Weight > 0 ? entry.Weight : Math.Max(1, entry.Queries),
            AutonomousSystem = (uint)Math.Clamp(entry.As, 0, uint.MaxValue),
            DueIn = Span(entry.DueMs),
            Interval = Span(entry.IntervalMs),
        };
    }

    private static TimeSpan Span(long ms) => TimeSpan.FromMilliseconds(Math.Clamp(ms, 0, (long)LongestSpan.TotalMilliseconds));

    // IPv4 multicast and reserved space, the limited broadcast address included, is 224.0.0.0/3.
    private static bool IsUnicast(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        return address.TryWriteBytes(octets, out var length) && (length == 4 ? octets[0] is > 0 and < 224 : octets[0] != 0xFF && !address.Equals(IPAddress.IPv6Any));
    }
}
