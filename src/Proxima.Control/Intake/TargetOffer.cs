using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using Proxima.Measurement.Uplink;
using Proxima.Settings.Node;

namespace Proxima.Control.Intake;

/// <summary>
/// What this node asks agents to measure, and how fast at most: one answer for those over HTTP and for its own. The count of questions is
/// weighed by what a probe from that site is worth, so that each site's budget goes where it can change a decision.
/// </summary>
/// <param name="targets">Client networks that asked.</param>
/// <param name="measure">Budgets.</param>
/// <param name="worthFor">By site, from a network to the worth of a probe to it: see <see cref="ProbeWorth"/>.</param>
/// <param name="seenByPeers">Client networks that asked other nodes: their way to this node's sites is to be known as well.</param>
public sealed class TargetOffer(TargetList targets, MeasureSettings measure, Func<string, Func<Prefix, double>> worthFor, Func<IReadOnlyList<TargetRow>> seenByPeers)
{
    /// <summary>What asked this node, as its peers are told: not what it was told by them, or it would go round for ever.</summary>
    public TargetsReply SeenHere() => Reply(targets.MostAsked.Select(row => Entry(row, row.Queries)));

    public TargetsReply Current(string site)
    {
        var worthOf = worthFor(site);
        return Reply(Everywhere()
            .Select(row => (Row: row, Weight: row.Queries * worthOf(row.Network)))
            .OrderByDescending(weighed => weighed.Weight)
            .Take(TargetList.MaxReply)
            .Select(weighed => Entry(weighed.Row, (long)Math.Ceiling(weighed.Weight))));
    }

    private IEnumerable<TargetRow> Everywhere()
    {
        var byPeers = seenByPeers();
        return byPeers.Count == 0 ? targets.MostAsked : targets.MostAsked.Concat(byPeers)
            .GroupBy(row => row.Network)
            .Select(same => same.MaxBy(row => row.IsResolver)! with { Queries = same.Sum(row => row.Queries) });
    }

    private TargetsReply Reply(IEnumerable<TargetEntry> entries) => new(
        measure.ProbesPerSecond, measure.PerTargetPerSecond, (long)measure.Interval.TotalMilliseconds, [.. entries]);

    private static TargetEntry Entry(TargetRow row, long weight) => new(row.Network.ToString(), row.Address.ToString(), row.IsResolver, weight);
}
