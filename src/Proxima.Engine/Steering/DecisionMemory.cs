using System.Numerics;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Steering;

/// <summary>
/// Decisions made when the snapshot was built, one for each run of each plan whose chain reads nothing but candidates. One of them holds as
/// long as the plan's candidates are as available as they were then; whether they are is found out once for each generation of the health
/// table, and forgotten with the snapshot. Else the chain runs, as it does for explain.
/// </summary>
internal sealed unsafe class DecisionMemory(SectionView section, PlanRunner runner, int plans)
{
    private const ulong Known = 1;
    private const ulong Holds = 2;

    // For each plan: the generation last looked at, in the upper bits, and what was found. All threads write the same for one generation.
    private readonly ulong[] lookedAt = new ulong[plans];

    /// <summary>True: <paramref name="endpoints"/> begins with the answer. False: decide.</summary>
    public bool TryRecall(in SteeredRecord record, in Prefix network, HealthTable health, Span<int> endpoints, out Choice choice)
    {
        choice = default;
        ref readonly var plan = ref runner.PlanAt(record.Plan);
        if (plan.Decisions.Count == 0 || !IsHealthAsBuilt(record.Plan, in plan, health))
        {
            return false;
        }

        choice = network.IsIPv6
            ? Recall<ulong>(in plan, in plan.RunsIPv6, network.High, endpoints)
            : Recall<uint>(in plan, in plan.RunsIPv4, network.High, endpoints);
        choice = choice with { Ttl = record.Ttl };
        return true;
    }

    private Choice Recall<TKey>(in PlanRecord plan, in RunList runs, ulong address, Span<int> endpoints)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    {
        var run = RunSearch.Find<TKey>(section, in runs, address);
        var number = section.At<ushort>(runs.DecisionsOffset + (run * (long)sizeof(ushort)));
        ref readonly var decision = ref section.At<FinalDecision>(plan.Decisions.Offset + (number * (long)sizeof(FinalDecision)));
        section.Span<int>(decision.EndpointsOffset, decision.Count).CopyTo(endpoints);
        return new Choice(decision.Count, 0, (byte)RunSearch.RangeAt<TKey>(section, in runs, run, address).ShortestPrefixAround(address));
    }

    private bool IsHealthAsBuilt(int number, in PlanRecord plan, HealthTable health)
    {
        if (!runner.ReadsAvailability(in plan))
        {
            return true;
        }

        // The generation before the words: a word that changes meanwhile moves it on, and then this is looked at anew.
        var generation = health.Generation << 2;
        var looked = Volatile.Read(ref lookedAt[number]);
        if ((looked & ~(Known | Holds)) != generation || (looked & Known) == 0)
        {
            looked = generation | Known | (runner.AvailableOf(in plan, health) == plan.Available ? Holds : 0);
            Volatile.Write(ref lookedAt[number], looked);
        }

        return (looked & Holds) != 0;
    }
}
