using Proxima.Engine.Latency;

namespace Proxima.Measurement.Passive;

/// <summary>What the connections of one client network showed since the last look: medians of their RTTs, sums of their segments.</summary>
internal readonly record struct PassiveSample(Prefix Network, Rtt Rtt, Rtt Deviation, long Segments, long Retransmitted);

/// <summary>
/// Turns looks at the same connections into samples. A connection looked at again is no new measurement: it counts when it is first seen,
/// and again only when the kernel's memory of its least RTT is over and data was sent meanwhile. Addresses are cut to their network here
/// and go no further. Pure; one thread at a time.
/// </summary>
internal sealed class PassiveLedger
{
    /// <summary>For so long the kernel remembers the least RTT (sysctl tcp_min_rtt_wlen, 300 s): an earlier look would see the same one.</summary>
    public const long RepeatAfterMs = 300_000;

    private readonly Dictionary<ulong, Counted> counted = [];
    private long looks;

    /// <summary>Connections of clients that began after the first look; one that ended between two looks is missed.</summary>
    public long Arrived { get; private set; }

    public bool HasCompared => looks > 1;

    /// <summary>Connections remembered: those of the last look.</summary>
    public int Count => counted.Count;

    /// <summary>One sample for each network of which a connection counts now.</summary>
    public IReadOnlyList<PassiveSample> Observe(IEnumerable<TcpFigures> connections, long nowUnixMs)
    {
        looks++;
        var byNetwork = new Dictionary<Prefix, List<(TcpFigures Now, Counted Since)>>();
        foreach (var connection in connections.Where(connection => ClientNetwork.IsRemote(connection.Client)))
        {
            if (TryCount(connection, nowUnixMs, out var since))
            {
                var network = ClientNetwork.Of(connection.Client);
                if (!byNetwork.TryGetValue(network, out var list))
                {
                    byNetwork[network] = list = [];
                }

                list.Add((connection, since));
            }
        }

        foreach (var cookie in counted.Where(pair => pair.Value.Look != looks).Select(pair => pair.Key).ToList())
        {
            counted.Remove(cookie);
        }

        return [.. byNetwork.Select(pair => Summarize(pair.Key, pair.Value))];
    }

    // The counters are 32 bits wide and wrap around; their difference does not mind.
    private static PassiveSample Summarize(Prefix network, List<(TcpFigures Now, Counted Since)> list) => new(
        network,
        ClientNetwork.Median([.. list.Select(one => one.Now.LeastRtt)]),
        ClientNetwork.Median([.. list.Select(one => one.Now.Deviation)]),
        list.Sum(one => (long)unchecked(one.Now.Segments - one.Since.Segments)),
        list.Sum(one => (long)unchecked(one.Now.Retransmitted - one.Since.Retransmitted)));

    private bool TryCount(in TcpFigures connection, long nowUnixMs, out Counted since)
    {
        var isKnown = counted.TryGetValue(connection.Cookie, out since);
        var isNew = connection.LeastRtt is { IsKnown: true, Microseconds: > 0 }
            && (!isKnown || (nowUnixMs - since.AtUnixMs >= RepeatAfterMs && connection.Segments != since.Segments));
        if (isNew)
        {
            Arrived += isKnown || looks == 1 ? 0 : 1;
            counted[connection.Cookie] = new Counted(nowUnixMs, connection.Segments, connection.Retransmitted, looks);
        }
        else if (isKnown)
        {
            counted[connection.Cookie] = since with { Look = looks };
        }

        return isNew;
    }

    private readonly record struct Counted(long AtUnixMs, uint Segments, uint Retransmitted, long Look);
}
