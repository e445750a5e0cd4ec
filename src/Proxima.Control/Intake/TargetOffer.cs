using System.Collections.Concurrent;
using Proxima.Control.Api;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Probing;
using Proxima.Engine.Steering;
using Proxima.Measurement.Agents;
using Proxima.Measurement.Uplink;
using Proxima.Settings.Node;

namespace Proxima.Control.Intake;

/// <summary>
/// What this node asks agents to measure, when, and how fast at most: one answer for those over HTTP and for its own.
/// <code>
///   networks that asked -> may be probed? -> what a probe is worth, what was heard -> ProbePlanner -> what is due soon
/// </code>
/// </summary>
/// <param name="sources">Client networks that asked.</param>
/// <param name="measure">Budgets.</param>
/// <param name="outlookFor">By site, from a network to what is known of the path.</param>
/// <param name="rules">Which of them may be probed.</param>
public sealed class TargetOffer(TargetSources sources, MeasureSettings measure, Func<string, Func<Prefix, PathOutlook>> outlookFor, TargetRules rules, TimeProvider time)
{
    /// <summary>An agent may not ask to measure more often than that.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(100);

    private readonly PlanBook plans = new();
    private readonly ConcurrentDictionary<string, SilentPaths> silentPaths = new(StringComparer.Ordinal);

    /// <summary>What was planned last, by site.</summary>
    public IReadOnlyList<ProbingItem> Planned => plans.Items;

    /// <summary>What asked this node, as its peers are told: not what it was told by them, or it would go round for ever.</summary>
    public TargetsReply SeenHere() => Reply(measure.Interval, sources.Here.MostAsked.Select(row => Entry(row, row.Queries)));

    /// <summary>What a site's agent is to measure.</summary>
    /// <param name="interval">How often at most it wants to measure a network; null: as the settings say.</param>
    public TargetsReply Current(string site, TimeSpan? interval = null)
    {
        var often = interval is { } wanted ? TimeSpan.FromMilliseconds(Math.Max(wanted.TotalMilliseconds, ShortestInterval.TotalMilliseconds)) : measure.Interval;
        var silent = silentPaths.GetOrAdd(site, _ => new SilentPaths());
        lock (silent)
        {
            return Current(site, often, silent);
        }
    }

    private TargetsReply Current(string site, TimeSpan interval, SilentPaths silent)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var outlookOf = outlookFor(site);
        var targets = new List<TargetRow>();
        var wishes = new List<ProbeWish>();
        var refused = 0;
        foreach (var (row, questions) in Everywhere())
        {
            if (rules.Networks.RefuseProbe(row.Network, row.Address) is not null)
            {
                refused++;
                continue;
            }

            var outlook = outlookOf(row.Network);
            targets.Add(row);
            wishes.Add(new ProbeWish(row.Network, questions, outlook.Worth, rules.AutonomousSystemOf(row.Network), silent.Judge(row.Network, outlook.News, interval, now)));
        }

        var pace = new ProbePace(measure.ProbesPerSecond, measure.PerTargetPerSecond, measure.PerAsPerSecond, interval);
        var plan = new ProbePlanner(pace, StableHash.Of(site)).Plan(wishes, now);
        silent.Note(wishes, plan, now, now + (long)AgentPace.LongestRefresh.TotalMilliseconds);
        plans.Note(new ProbingItem(site, wishes.Count, refused, plan.Untried, plan.Spared, Math.Round(plan.PerSecond, 3)));
        return Reply(interval, plan.Paths.Take(TargetList.MaxReply).Select(path => Entry(targets[path.Wish], path.Weight, wishes[path.Wish].AutonomousSystem) with
        {
            DueMs = Math.Max(0, path.DueUnixMs - now),
            IntervalMs = (long)path.Interval.TotalMilliseconds,
        }));
    }

    private IEnumerable<(TargetRow Row, double Questions)> Everywhere()
    {
        var byPeers = sources.ByPeers();
        return byPeers.Count == 0 ? sources.Here.Weighed : sources.Here.Weighed.Concat(byPeers.Select(row => (Row: row, Questions: (double)row.Queries)))
            .GroupBy(target => target.Row.Network)
            .Select(same => (same.MaxBy(target => target.Row.IsResolver).Row with { Queries = same.Sum(target => target.Row.Queries) }, same.Sum(target => target.Questions)));
    }

    private TargetsReply Reply(TimeSpan interval, IEnumerable<TargetEntry> entries) => new(
        measure.ProbesPerSecond, measure.PerTargetPerSecond, (long)interval.TotalMilliseconds, [.. entries], measure.PerAsPerSecond, measure.Contact);

    private TargetEntry Entry(TargetRow row, double weight) => Entry(row, weight, rules.AutonomousSystemOf(row.Network));

    private static TargetEntry Entry(TargetRow row, double weight, uint system) =>
        new(row.Network.ToString(), row.Address.ToString(), row.IsResolver, row.Queries, weight, system);
}
