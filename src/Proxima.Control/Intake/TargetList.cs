using System.Net;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using Proxima.Engine.Reports;

namespace Proxima.Control.Intake;

/// <summary>
/// The client networks agents are asked to measure: those of the report, most asked first, at most as many as [Measure] Networks; those of
/// the last run until they are pushed out. Any thread.
/// </summary>
public sealed class TargetList
{
    /// <summary>Most targets of one reply: what an agent can probe in its interval many times over, and a reply of at most a few MB.</summary>
    public const int MaxReply = 20_000;

    /// <summary>Questions count half after this time without another: a network that has gone must not stand before those that ask now.</summary>
    public static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly Dictionary<Prefix, TargetRow> targets = [];
    private readonly HashSet<Prefix> changed = [];
    private readonly HashSet<Prefix> removed = [];
    private readonly int most;
    private long nowUnixMs;

    public TargetList(IEnumerable<TargetRow> stored, int most)
    {
        this.most = most;
        foreach (var target in stored)
        {
            targets[target.Network] = target;
            nowUnixMs = Math.Max(nowUnixMs, target.SeenAtUnixMs);
        }
    }

    /// <summary>All of them, with what their questions count by now.</summary>
    public IReadOnlyList<(TargetRow Row, double Questions)> Weighed
    {
        get
        {
            lock (gate)
            {
                return [.. targets.Values.Select(row => (row, WeightOf(row)))];
            }
        }
    }

    /// <summary>The first <see cref="MaxReply"/>, each with what its questions count by now.</summary>
    public IReadOnlyList<TargetRow> MostAsked
    {
        get
        {
            lock (gate)
            {
                return [.. InOrder(targets.Values).Take(MaxReply).Select(row => row with { Queries = (long)Math.Ceiling(WeightOf(row)) })];
            }
        }
    }

    /// <summary>All of them, in no order.</summary>
    public IReadOnlyCollection<Prefix> Networks
    {
        get
        {
            lock (gate)
            {
                return [.. targets.Keys];
            }
        }
    }

    /// <summary>What the answering side saw since it started. True when a network is among it that was not on the list.</summary>
    public bool Observe(IEnumerable<SeenNetwork> seen, long nowUnixMs)
    {
        lock (gate)
        {
            this.nowUnixMs = nowUnixMs;
            var isAnyNew = false;
            foreach (var network in seen.Where(network => !IsKnownAlike(network)))
            {
                isAnyNew |= !targets.ContainsKey(network.Network);
                targets[network.Network] = ToRow(network, nowUnixMs);
                changed.Add(network.Network);
                removed.Remove(network.Network);
            }

            foreach (var excess in targets.Count > most ? InOrder(targets.Values).Skip(most).ToList() : [])
            {
                targets.Remove(excess.Network);
                changed.Remove(excess.Network);
                removed.Add(excess.Network);
            }

            return isAnyNew;
        }
    }

    /// <summary>What is to be stored since the last call.</summary>
    public (IReadOnlyList<TargetRow> Changed, IReadOnlyList<Prefix> Removed) TakeChanges()
    {
        lock (gate)
        {
            var result = (changed.Select(network => targets[network]).ToList(), removed.ToList());
            changed.Clear();
            removed.Clear();
            return result;
        }
    }

    /// <summary>What <see cref="TakeChanges"/> gave could not be stored: it is part of the next changes, unless it has changed again since.</summary>
    public void PutBack(IEnumerable<TargetRow> unsaved, IEnumerable<Prefix> unremoved)
    {
        lock (gate)
        {
            foreach (var network in unsaved.Select(row => row.Network).Concat(unremoved))
            {
                _ = targets.ContainsKey(network) ? changed.Add(network) : removed.Add(network);
            }
        }
    }

    private IEnumerable<TargetRow> InOrder(IEnumerable<TargetRow> rows) => rows
        .OrderByDescending(WeightOf).ThenBy(row => row.Network.IsIPv6).ThenBy(row => row.Network.High).ThenBy(row => row.Network.Length);

    private double WeightOf(TargetRow row) => row.Queries * Math.Pow(0.5, Math.Max(0, nowUnixMs - row.SeenAtUnixMs) / HalfLife.TotalMilliseconds);

    private bool IsKnownAlike(SeenNetwork seen) => targets.TryGetValue(seen.Network, out var known)
        && known.Queries == seen.Asked && (!IsWholeAddress(seen.Address) || known.IsResolver);

    private static TargetRow ToRow(SeenNetwork seen, long nowUnixMs)
    {
        // An address that asked itself is a resolver's, and answers probes more likely than a guess does. A client subnet tells no
        // address: its network's first host is as good as any.
        var isResolver = IsWholeAddress(seen.Address);
        var address = isResolver ? seen.Address.ToAddress() : FirstHost(seen.Network);
        return new TargetRow(seen.Network, address, isResolver, seen.Asked, nowUnixMs);
    }

    private static bool IsWholeAddress(Prefix address) => address.Length == address.MaxLength;

    private static IPAddress FirstHost(Prefix network) => network.IsIPv6
        ? Prefix.FromBits(true, network.High, network.Low + 1, 128).ToAddress()
        : Prefix.FromBits(false, network.High + (1UL << 32), 0, 32).ToAddress();
}
