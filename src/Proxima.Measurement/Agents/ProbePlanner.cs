using Proxima.Measurement.Probes;

namespace Proxima.Measurement.Agents;

/// <summary>
/// What to probe next: the network that has been due longest, of equals the one that weighs most. When the budget is too small for the
/// interval, each is measured as often as its share of the budget allows (<see cref="ProbeShares"/>), and nobody never. Any thread.
/// </summary>
internal sealed class ProbePlanner(ProbeBudget budget, TimeProvider time)
{
    /// <summary>Most networks an agent measures; a peer that names more is cut off, the least asked first.</summary>
    public const int MaxTargets = 100_000;

    /// <summary>A network that never answered is asked more and more rarely, down to one time in this many intervals.</summary>
    public const int MostDarkIntervals = 16;

    /// <summary>The same for a network that used to answer: its way may come back any moment.</summary>
    public const int MostLostIntervals = 4;

    private readonly Lock gate = new();
    private readonly Dictionary<string, NetworkPlan> plans = [];
    private readonly PriorityQueue<NetworkPlan, (long Due, int Rank)> queue = new();

    public int Count
    {
        get
        {
            lock (gate)
            {
                return plans.Count;
            }
        }
    }

    /// <summary>True when every network has been measured at least once, whatever came out.</summary>
    public bool IsPassDone
    {
        get
        {
            lock (gate)
            {
                return plans.Values.All(plan => plan.WasMeasured);
            }
        }
    }

    /// <summary>Takes the peers' merged wishes, most asked first. Networks no longer named are dropped; the others keep what is known of them.</summary>
    public void Apply(TargetList wishes)
    {
        lock (gate)
        {
            budget.SetRates(wishes.ProbesPerSecond, wishes.PerTargetPerSecond, wishes.PerAsPerSecond);
            budget.Trim();
            var named = new HashSet<string>();
            foreach (var target in wishes.Targets.Take(MaxTargets))
            {
                if (named.Add(target.Network))
                {
                    AddOrUpdate(target, named.Count);
                }
            }

            foreach (var gone in plans.Keys.Where(network => !named.Contains(network)).ToList())
            {
                plans[gone].IsDropped = true;
                plans.Remove(gone);
            }

            ProbeShares.Set(plans.Values, wishes.Interval, budget.NodePerSecond, DarkFactor);
        }
    }

    /// <summary>The next probe, its budget taken; null when none may leave now, with the time until one may.</summary>
    public PlannedProbe? TryNext(out TimeSpan wait)
    {
        lock (gate)
        {
            wait = Timeout.InfiniteTimeSpan;
            while (queue.TryPeek(out var plan, out var place))
            {
                if (plan.IsDropped)
                {
                    queue.Dequeue();
                    continue;
                }

                var now = time.GetTimestamp();
                var (network, system) = (plan.Target.Network, plan.Target.AutonomousSystem);
                if (place.Due > now)
                {
                    wait = time.GetElapsedTime(now, place.Due);
                    return null;
                }

                if (budget.TryTake(network, system))
                {
                    queue.Dequeue();
                    plan.StartedTimestamp = plan.IsMidway ? plan.StartedTimestamp : now;
                    return new PlannedProbe(plan.Target, plan.Ladder.Current, plan);
                }

                if (budget.NextAllowedByTarget(network, system) <= now)
                {
                    wait = time.GetElapsedTime(now, budget.NextAllowed(network, system));
                    return null;
                }

                // Only this network, or those of its autonomous system, have used up their share: it steps aside for the others.
                queue.DequeueEnqueue(plan, (budget.NextAllowedByTarget(network, system), plan.Rank));
            }

            return null;
        }
    }

    /// <summary>Takes the result of a planned probe and plans the network's next one. The sample to report, or null.</summary>
    public ProbeSample? Observe(PlannedProbe probe, ProbeResult result)
    {
        lock (gate)
        {
            var plan = probe.Plan;
            if (plan.IsDropped)
            {
                return null;
            }

            var isOver = plan.Ladder.Observe(result, out var isLoss);
            plan.IsMidway = !isOver;
            plan.WasMeasured |= isOver;
            var due = isOver ? plan.StartedTimestamp + ToTimestamp(plan.Interval * DarkFactor(plan)) : time.GetTimestamp();
            queue.Enqueue(plan, (due, plan.Rank));
            return result.Rtt.IsKnown || isLoss
                ? new ProbeSample(probe.Target.Network, result.Rtt, probe.Step.Kind, time.GetUtcNow().ToUnixTimeMilliseconds())
                : null;
        }
    }

    private void AddOrUpdate(AgentTarget target, int rank)
    {
        if (plans.TryGetValue(target.Network, out var plan))
        {
            plan.Target = target;
            plan.Rank = rank;
            return;
        }

        plan = new NetworkPlan(target, rank);
        plans.Add(target.Network, plan);
        queue.Enqueue(plan, (time.GetTimestamp(), rank));
    }

    private static int DarkFactor(NetworkPlan plan) =>
        Math.Min(plan.Ladder.HasAnswered ? MostLostIntervals : MostDarkIntervals, 1 << Math.Clamp(plan.Ladder.DarkMeasurements - 1, 0, 10));

    private long ToTimestamp(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
