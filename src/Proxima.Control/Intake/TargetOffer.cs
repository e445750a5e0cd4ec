using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using Proxima.Measurement.Uplink;
using Proxima.Settings.Node;

namespace Proxima.Control.Intake;

/// <summary>
/// What this node asks agents to measure, and how fast at most: one answer for those over HTTP and for its own. The count of questions is
/// weighed by what a probe from that site is worth, so that each site's budget goes where it can change a decision. Where there are more
/// networks than one reply holds, the last places go round among those that are left, so that nobody is never measured.
/// </summary>
/// <param name="sources">Client networks that asked.</param>
/// <param name="measure">Budgets.</param>
/// <param name="worthFor">By site, from a network to the worth of a probe to it: see <see cref="ProbeWorth"/>.</param>
/// <param name="rules">Which of them may be probed.</param>
public sealed class TargetOffer(TargetSources sources, MeasureSettings measure, Func<string, Func<Prefix, double>> worthFor, TargetRules rules, TimeProvider time)
{
    /// <summary>The part of what an agent can probe in one interval that goes round.</summary>
    private const double RoundShare = 0.25;

    /// <summary>What asked this node, as its peers are told: not what it was told by them, or it would go round for ever.</summary>
    public TargetsReply SeenHere() => Reply(sources.Here.MostAsked.Select(row => Entry(row, row.Queries)));

    public TargetsReply Current(string site)
    {
        var worthOf = worthFor(site);
        var weighed = Everywhere()
            .Where(target => rules.Networks.RefuseProbe(target.Row.Network, target.Row.Address) is null)
            .Select(target => (target.Row, Weight: target.Questions * worthOf(target.Row.Network)))
            .OrderByDescending(target => target.Weight)
            .ToList();
        return Reply(Chosen(weighed).Select(target => Entry(target.Row, target.Weight)));
    }

    private IEnumerable<(TargetRow Row, double Weight)> Chosen(List<(TargetRow Row, double Weight)> weighed)
    {
        if (weighed.Count <= TargetList.MaxReply)
        {
            return weighed;
        }

        var round = (int)Math.Clamp(measure.ProbesPerSecond * measure.Interval.TotalSeconds * RoundShare, 1, TargetList.MaxReply / 2);
        var first = TargetList.MaxReply - round;
        var rest = weighed.Count - first;
        var turn = time.GetUtcNow().Ticks / Math.Max(1, measure.Interval.Ticks);
        var from = (int)(turn % ((rest + round - 1) / round)) * round;
        return weighed.Take(first).Concat(weighed.Skip(first + from).Take(round));
    }

    private IEnumerable<(TargetRow Row, double Questions)> Everywhere()
    {
        var byPeers = sources.ByPeers();
        return byPeers.Count == 0 ? sources.Here.Weighed : sources.Here.Weighed.Concat(byPeers.Select(row => (Row: row, Questions: (double)row.Queries)))
            .GroupBy(target => target.Row.Network)
            .Select(same => (same.MaxBy(target => target.Row.IsResolver).Row with { Queries = same.Sum(target => target.Row.Queries) }, same.Sum(target => target.Questions)));
    }

    private TargetsReply Reply(IEnumerable<TargetEntry> entries) => new(
        measure.ProbesPerSecond, measure.PerTargetPerSecond, (long)measure.Interval.TotalMilliseconds, [.. entries], measure.PerAsPerSecond, measure.Contact);

    private TargetEntry Entry(TargetRow row, double weight) =>
        new(row.Network.ToString(), row.Address.ToString(), row.IsResolver, row.Queries, weight, rules.AutonomousSystemOf(row.Network));
}
