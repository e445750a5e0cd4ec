using Proxima.Measurement.Probes;

namespace Proxima.Measurement.Agents;

/// <summary>
/// What to probe next, as the peers planned it (<see cref="Engine.Latency.Probing.ProbePlanner"/>): what has been due longest, of equals what
/// weighs most, never faster than the budget, and no network twice within its interval, whatever the peers say. Any thread.
/// </summary>
internal sealed class ProbeQueue(ProbeBudget budget, TimeProvider time)
{
    /// <summary>Most networks an agent measures; a peer that names more is cut off, the last ones named first.</summary>
    public const int MaxTargets = 100_000;

    /// <summary>Part of an interval that must pass before a network is measured again, though a peer says that it is due: its news may not be there yet.</summary>
    private const double LeastPause = 0.9;

    /// <summary>A change of plan by less than this part of the interval is none.</summary>
    private const double Slack = 0.05;

    private readonly Lock gate = new();
    private readonly Dictionary<string, NetworkPlan> plans = [];

    // Those that no peer names now, with what is known of them; the oldest is forgotten first.
    private readonly Dictionary<string, NetworkPlan> resting = [];
    private readonly Queue<NetworkPlan> restingInOrder = new();
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

    /// <summary>Takes the peers' merged wishes. Networks no longer named rest; the others keep what is known of them.</summary>
    /// <param name="isAllDue">Everything named is measured now: for one pass.</param>
    public void Apply(TargetList wishes, bool isAllDue = false)
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
                    Take(target, named.Count, isAllDue ? TimeSpan.Zero : target.DueIn, target.Interval > TimeSpan.Zero ? target.Interval : wishes.Interval);
                }
            }

            foreach (var gone in plans.Keys.Where(network => !named.Contains(network)).ToList())
            {
                Rest(gone);
            }
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
                if (plan.IsDropped || plan.DueTimestamp != place.Due)
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
                    plan.DueTimestamp = null;
                    plan.StartedTimestamp = plan.IsMidway ? plan.StartedTimestamp : now;
                    return new PlannedProbe(plan.Target, plan.Ladder.Current, plan);
                }

                if (budget.NextAllowedByTarget(network, system) <= now)
                {
                    wait = time.GetElapsedTime(now, budget.NextAllowed(network, system));
                    return null;
                }

                // Only this network, or those of its autonomous system, have used up their share: it steps aside for the others.
                queue.Dequeue();
                Enqueue(plan, budget.NextAllowedByTarget(network, system));
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
            Enqueue(plan, isOver ? plan.StartedTimestamp!.Value + ToTimestamp(plan.Interval) : time.GetTimestamp());
            return result.Rtt.IsKnown || isLoss
                ? new ProbeSample(probe.Target.Network, result.Rtt, probe.Step.Kind, time.GetUtcNow().ToUnixTimeMilliseconds())
                : null;
        }
    }

    private void Take(AgentTarget target, int rank, TimeSpan dueIn, TimeSpan interval)
    {
        if (!plans.TryGetValue(target.Network, out var plan))
        {
            resting.Remove(target.Network, out var rested);
            plan = new NetworkPlan(target, rank, rested);
            plans.Add(target.Network, plan);
        }

        (plan.Target, plan.Rank, plan.Interval) = (target, rank, interval);
        var due = time.GetTimestamp() + ToTimestamp(dueIn);
        if (plan.StartedTimestamp is { } started)
        {
            due = Math.Max(due, started + ToTimestamp(interval * LeastPause));
        }

        // One in flight is planned when its result is there, one midway goes on at once.
        var isSettled = plan.WasPlanned && (plan.IsMidway || plan.DueTimestamp is not { } planned || Math.Abs(planned - due) <= ToTimestamp(interval * Slack));
        if (!isSettled)
        {
            Enqueue(plan, due);
        }
    }

    private void Enqueue(NetworkPlan plan, long due)
    {
        plan.WasPlanned = true;
        plan.DueTimestamp = due;
        queue.Enqueue(plan, (due, plan.Rank));
    }

    private void Rest(string network)
    {
        plans.Remove(network, out var plan);
        plan!.IsDropped = true;
        resting[network] = plan;
        restingInOrder.Enqueue(plan);
        while (restingInOrder.Count > MaxTargets)
        {
            var oldest = restingInOrder.Dequeue();
            if (resting.TryGetValue(oldest.Target.Network, out var held) && ReferenceEquals(held, oldest))
            {
                resting.Remove(oldest.Target.Network);
            }
        }
    }

    private long ToTimestamp(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
