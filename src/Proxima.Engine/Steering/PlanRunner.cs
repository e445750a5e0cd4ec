using System.Runtime.CompilerServices;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Places;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Steering.Filters;

namespace Proxima.Engine.Steering;

/// <summary>Runs plans: the one path from (client, health) to an ordered decision, for answers, for explain, and for the runs that scopes are made of.</summary>
internal sealed unsafe class PlanRunner
{
    private readonly SectionView section;
    private readonly SteeringHeader header;
    private readonly LatencyMap latency;
    private readonly PlaceMap clientPlaces;
    private readonly ulong seed;
    private readonly Chain[] chains;

    public PlanRunner(SectionView section, LatencyMap latency, PlaceMap places, ulong seed)
    {
        this.section = section;
        this.latency = latency;
        clientPlaces = places;
        this.seed = seed;
        header = section.At<SteeringHeader>(0);
        chains = new Chain[header.Policies.Count];
        for (var policy = 0; policy < chains.Length; policy++)
        {
            ref readonly var record = ref PolicyAt(policy);
            var blocks = section.Span<FilterBlock>(header.Filters.Offset + ((long)record.FirstFilter * sizeof(FilterBlock)), record.FilterCount).ToArray();
            chains[policy] = new Chain([.. blocks.Select(block => FilterCatalog.Create(in block))], [.. blocks.Select(block => FilterCatalog.NameOf(in block))]);
        }
    }

    public Chain ChainAt(int policy) => chains[policy];

    public Chain ChainOf(in SteeredRecord record) => chains[PlanOf(in record).Policy];

    public ref readonly PlanRecord PlanOf(in SteeredRecord record) => ref PlanAt(record.Plan);

    public ref readonly PlanRecord PlanAt(int plan) => ref section.At<PlanRecord>(header.Plans.Offset + ((long)plan * sizeof(PlanRecord)));

    public Decision Decide(in SteeredRecord record, in Prefix network, ClientSource source, HealthTable health, Span<Candidate> candidates)
    {
        ref readonly var plan = ref PlanAt(record.Plan);
        var match = latency.Find(in network);
        var client = new Client(network, source, match.Row, record.OwnerHash, seed) { Places = clientPlaces };
        var scope = default(Scope);
        var considered = Consider(in plan, match.Row, health, candidates);
        var available = chains[plan.Policy].ReadsHealth ? AvailableOf(candidates[..considered]) : 0;
        var kept = chains[plan.Policy].Run(in client, candidates[..considered], ref scope);
        var rung = scope.UsesLatency && kept > 0 ? RungOf(in candidates[0], match.Row.Rung) : Rung.Static;
        var wasEmpty = kept == 0;
        if (wasEmpty && (WhenEmpty)PolicyAt(plan.Policy).WhenEmpty == WhenEmpty.All)
        {
            kept = KeepAll(candidates[..considered]);
        }

        return new Decision(kept, considered, record.Ttl, (byte)ScopeLength(in plan, in network, in scope, available, match.Range), rung, wasEmpty);
    }

    /// <summary>Every candidate of a plan, in the configured order, with what is known of it; returns how many.</summary>
    public int Consider(in PlanRecord plan, LatencyRow row, HealthTable health, Span<Candidate> candidates)
    {
        // By site: place in the row's order of preference, plus one.
        Span<byte> places = stackalloc byte[256];
        places.Clear();
        for (var place = 0; place < row.Slots.Length; place++)
        {
            places[row.Slots[place].Site] = (byte)(place + 1);
        }

        var numbers = section.Span<int>(plan.Candidates.Offset, plan.Candidates.Count);
        for (var i = 0; i < numbers.Length; i++)
        {
            ref readonly var endpoint = ref section.At<EndpointRecord>(header.Endpoints.Offset + ((long)numbers[i] * sizeof(EndpointRecord)));
            ref var candidate = ref candidates[i];
            candidate.NameHash = endpoint.NameHash;
            candidate.Endpoint = numbers[i];
            candidate.Site = endpoint.Site;
            candidate.Weight = endpoint.Weight;
            candidate.Priority = endpoint.Priority;
            candidate.Status = health.StatusOf(endpoint.Slot);
            candidate.DroppedBy = 0;
            candidate.Reason = DropReason.None;
            var place = places[(byte)endpoint.Site];
            var slot = place == 0 ? LatencySlot.Unknown : row.Slots[place - 1];
            candidate.Rtt = slot.Rtt;
            candidate.Rank = place == 0 ? Candidate.NoRank : (byte)(place - 1);
            candidate.Confidence = place == 0 ? (byte)0 : slot.Confidence;
            candidate.Evidence = place == 0 ? Evidence.None : slot.Evidence;
        }

        return numbers.Length;
    }

    /// <summary>A bit for each candidate that health leaves available, in the configured order.</summary>
    public static ulong AvailableOf(ReadOnlySpan<Candidate> candidates)
    {
        var available = 0UL;
        for (var i = 0; i < candidates.Length; i++)
        {
            available |= HealthyFilter.IsAvailable(candidates[i].Status) ? 1UL << i : 0;
        }

        return available;
    }

    // An answer stands no higher than the figure that put it first.
    private static Rung RungOf(in Candidate first, Rung row) => first.Evidence switch
    {
        Evidence.None => Rung.Static,
        Evidence.Prior => Rung.Prior,
        Evidence.Covering => (Rung)Math.Min((byte)row, (byte)Rung.Covering),
        Evidence.Alike or Evidence.Geo => Rung.Predicted,
        _ => row,
    };

    // The stamps stay: explain tells why the chain dropped each, and that all are answered since nobody was left.
    private static int KeepAll(Span<Candidate> candidates)
    {
        Span<int> configured = stackalloc int[SteeringTable.MaxCandidates];
        for (var i = 0; i < candidates.Length; i++)
        {
            configured[i] = candidates[i].Endpoint;
        }

        Kept.SortBy(candidates, configured);
        return candidates.Length;
    }

    private int ScopeLength(in PlanRecord plan, in Prefix network, in Scope scope, ulong available, AddressRange own)
    {
        var narrowest = Math.Max(scope.PrefixLength, scope.PlaceLength);
        if (!scope.UsesLatency)
        {
            return narrowest;
        }

        // With another health than the runs were made for, or without runs, only the client's own range is sure to be served alike.
        var alike = available != plan.Available || scope.UsesPlace ? own
            : network.IsIPv6 ? RunAround<ulong>(in plan.RunsIPv6, network.High)
            : RunAround<uint>(in plan.RunsIPv4, network.High);
        return Math.Max(alike.ShortestPrefixAround(network.High), narrowest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private AddressRange RunAround<TKey>(in ListAt runs, ulong address)
        where TKey : unmanaged, System.Numerics.IBinaryInteger<TKey>, System.Numerics.IUnsignedNumber<TKey>
    {
        var starts = new SortedStarts<TKey>(section, runs.Offset, runs.Count);
        return starts.RangeAt(starts.Find(address));
    }

    private ref readonly PolicyRecord PolicyAt(int policy) => ref section.At<PolicyRecord>(header.Policies.Offset + ((long)policy * sizeof(PolicyRecord)));
}
