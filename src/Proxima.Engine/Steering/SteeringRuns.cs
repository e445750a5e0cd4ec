using System.Numerics;
using System.Runtime.InteropServices;
using Proxima.Engine.Latency;
using Proxima.Engine.Places;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Steering;

/// <summary>
/// For each plan, the runs: neighbouring ranges of the latency map whose clients get the identical ordered decision under the health at
/// hand. A query's scope is then the shortest prefix around the client inside its run. Made by running the very chains that answer. A chain
/// that reads the client's place has none: what two rows lead to at one place says nothing of another.
/// </summary>
internal sealed class SteeringRuns(PlanRunner runner, LatencyMap latency, SnapshotContent content)
{
    private readonly Candidate[] candidates = new Candidate[SteeringTable.MaxCandidates];

    public static unsafe void Append(SectionBuilder section, SnapshotContent content, SectionBuilder latency)
    {
        var octets = section.Octets.ToArray();
        fixed (byte* steering = octets)
        fixed (byte* rows = latency.Octets)
        {
            var map = new LatencyMap(new SectionView(rows, latency.Length));
            var runner = new PlanRunner(new SectionView(steering, octets.Length), map, PlaceMap.Empty, content.Seed);
            var runs = new SteeringRuns(runner, map, content);
            var plans = MemoryMarshal.Read<SteeringHeader>(octets).Plans;
            for (var i = 0; i < plans.Count; i++)
            {
                var plan = runner.PlanAt(i);
                runs.Complete(ref plan, section);
                section.Set(plans.Offset + (i * sizeof(PlanRecord)), in plan);
            }
        }
    }

    private void Complete(ref PlanRecord plan, SectionBuilder section)
    {
        var chain = runner.ChainAt(plan.Policy);
        if (chain.ReadsPlace || !(chain.ReadsLatency || chain.ReadsCandidatesOnly))
        {
            return;
        }

        if (runner.ReadsAvailability(in plan))
        {
            plan.Available = runner.AvailableOf(in plan, content.Health);
        }

        var decisions = new DecisionList(chain.ReadsCandidatesOnly, chain.ReadsCandidatesOnly ? runner.KeptWhenEmpty(in plan, content.Health, candidates) : null);
        plan.RunsIPv4 = Append<uint>(in plan, chain, decisions, section);
        plan.RunsIPv6 = Append<ulong>(in plan, chain, decisions, section);
        plan.Decisions = decisions.Append(section);
    }

    private RunList Append<TKey>(in PlanRecord plan, Chain chain, DecisionList decisions, SectionBuilder section)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    {
        Span<int> decision = stackalloc int[SteeringTable.MaxCandidates];
        Span<int> before = stackalloc int[SteeringTable.MaxCandidates];
        var keptBefore = -1;
        var starts = new List<TKey>();
        var numbers = new List<ushort>();
        var ranges = chain.ReadsLatency ? latency.RangeCount(isIPv6: typeof(TKey) == typeof(ulong)) : 1;
        var near = 0UL;
        for (var i = 0; i < ranges; i++)
        {
            var match = latency.RangeAt<TKey>(i, near);
            near = match.Range.First;
            var kept = Decide(in plan, chain, match.Row, decision);
            if (kept != keptBefore || !chain.IsComparable || !decision[..kept].SequenceEqual(before[..kept]))
            {
                starts.Add(SortedStarts<TKey>.KeyOf(match.Range.First));
                numbers.Add(decisions.NumberOf(decision[..kept]));
                keptBefore = kept;
                decision[..kept].CopyTo(before);
            }
        }

        return RunSearch.Append(section, starts, numbers);
    }

    private int Decide(in PlanRecord plan, Chain chain, LatencyRow row, Span<int> decision)
    {
        // Filters from the first hashing one on see equal candidates in equal order: for one hashed network they then decide alike,
        // and the scope is never wider than the hashed network.
        var client = new Client(default, ClientSource.Resolver, row, 0, content.Seed);
        var scope = default(Scope);
        var considered = runner.Consider(in plan, row, content.Health, candidates);
        var kept = runner.Run(in plan, in client, candidates.AsSpan(0, considered), chain.ComparableLength, ref scope);
        for (var i = 0; i < kept; i++)
        {
            decision[i] = candidates[i].Endpoint;
        }

        return kept;
    }
}
