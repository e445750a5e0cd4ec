namespace Proxima.Measurement.Agents;

/// <summary>
/// Several peers' wishes made one: every network once, as soon and as often as any of them plans it, since they all know the same samples;
/// queries and weights added up, what is due first comes first, and the strictest of the limits.
/// </summary>
public static class TargetMerge
{
    /// <summary>With no list at all there is nothing to measure.</summary>
    public static TargetList Merge(IReadOnlyCollection<TargetList> lists, TimeSpan? interval)
    {
        var targets = lists.SelectMany(list => list.Targets)
            .GroupBy(target => target.Network)
            .Select(same => same.First() with
            {
                Queries = same.Sum(target => target.Queries),
                Weight = same.Sum(target => target.Weight),
                IsResolver = same.Any(target => target.IsResolver),
                AutonomousSystem = same.Max(target => target.AutonomousSystem),
                DueIn = same.Min(target => target.DueIn),
                Interval = same.Min(target => target.Interval),
            })
            .OrderBy(target => target.DueIn)
            .ThenByDescending(target => target.Weight)
            .ThenBy(target => target.Network, StringComparer.Ordinal)
            .ToList();
        return new TargetList(
            targets,
            Least(lists, list => list.ProbesPerSecond, ProbeBudget.DefaultNodePerSecond),
            Least(lists, list => list.PerTargetPerSecond, ProbeBudget.DefaultTargetPerSecond),
            interval ?? TimeSpan.FromSeconds(Least(lists, list => list.Interval.TotalSeconds, AgentPace.DefaultInterval.TotalSeconds)))
        {
            PerAsPerSecond = Least(lists, list => list.PerAsPerSecond, 0),
            Contact = lists.Select(list => list.Contact).FirstOrDefault(contact => !string.IsNullOrEmpty(contact)),
        };
    }

    // What is missing or makes no sense counts as the default.
    private static double Least(IReadOnlyCollection<TargetList> lists, Func<TargetList, double> figure, double otherwise) =>
        lists.Select(figure).Where(value => value > 0).DefaultIfEmpty(otherwise).Min();
}
