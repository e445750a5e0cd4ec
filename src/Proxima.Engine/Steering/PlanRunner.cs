using System.Runtime.CompilerServices;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Places;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Steering.Filters;

namespace Proxima.Engine.Steering;

/// <summary>Runs plans: the one path from (client, health) to an ordered decision, for answers, for explain, and for the runs that scopes are made of.</summary>
[SkipLocalsInit]
internal sealed unsafe class PlanRunner
{
    /// <summary>Endpoints that went down within this time of the last one went down together: what took the last one took these.</summary>
    public const int LostTogetherSeconds = 60;

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
            chains[policy] = Compile(section.Span<FilterBlock>(header.Filters.Offset + ((long)record.FirstFilter * sizeof(FilterBlock)), record.FilterCount));
        }
    }

    public Chain ChainAt(int policy) => chains[policy];

    public Chain ChainOf(in SteeredRecord record) => chains[PlanOf(in record).Policy];

    public ref readonly PlanRecord PlanOf(in SteeredRecord record) => ref PlanAt(record.Plan);

    public ref readonly PlanRecord PlanAt(int plan) => ref section.At<PlanRecord>(header.Plans.Offset + ((long)plan * sizeof(PlanRecord)));

    /// <summary>Whom a decision is for, as the filters see it.</summary>
    public Client ClientOf(in SteeredRecord record, in Prefix network, ClientSource source) => ClientOf(in record, in network, source, latency.Find(in network).Row);

    public Decision Decide(in SteeredRecord record, in Prefix network, ClientSource source, HealthTable health, Span<Candidate> candidates)
    {
        ref readonly var plan = ref PlanAt(record.Plan);
        var match = latency.Find(in network);
        var client = ClientOf(in record, in network, source, match.Row);
        var scope = default(Scope);
        var considered = Consider(in plan, match.Row, health, candidates);
        candidates = candidates[..considered];
        var available = ReadsAvailability(in plan) ? AvailableOf(candidates) : 0;
        var kept = Run(in plan, in client, candidates, chains[plan.Policy].Length, ref scope);
        var rung = scope.UsesLatency && kept > 0 ? RungOf(in candidates[0], match.Row.Rung) : Rung.Static;
        var wasEmpty = kept == 0;
        var isRevived = false;
        if (wasEmpty)
        {
            kept = (WhenEmpty)PolicyAt(plan.Policy).WhenEmpty switch
            {
                WhenEmpty.All => KeepAll(in plan, in client, candidates, ref scope),
                WhenEmpty.Previous => KeepPrevious(in plan, in client, candidates, ref scope, out isRevived),
                _ => 0,
            };
        }

        var length = ScopeLength(in plan, in network, in scope, isRevived || available != plan.Available, match.Range);
        return new Decision(kept, considered, record.Ttl, (byte)length, rung, wasEmpty);
    }

    /// <summary>Chooses the pool and runs the first <paramref name="length"/> filters over it; returns how many are kept at the head.</summary>
    public int Run(in PlanRecord plan, in Client client, Span<Candidate> candidates, int length, ref Scope scope)
    {
        var used = plan.PoolEnds.Count > 1
            ? PoolChoice.Apply(candidates, section.Span<int>(plan.PoolEnds.Offset, plan.PoolEnds.Count), PolicyAt(plan.Policy).MinHealthy)
            : candidates.Length;
        return chains[plan.Policy].Run(in client, candidates[..used], length, ref scope);
    }

    /// <summary>Every candidate of a plan, in the configured order, with what is known of it; returns how many.</summary>
    public int Consider(in PlanRecord plan, LatencyRow row, HealthTable health, Span<Candidate> candidates)
    {
        // By site: place in the row's order of preference, plus one.
        Span<byte> places = stackalloc byte[256];
        places.Clear();
        var slots = row.Slots;
        for (var place = 0; place < slots.Length; place++)
        {
            places[slots.SiteAt(place)] = (byte)(place + 1);
        }

        var numbers = CandidatesOf(in plan);
        var ends = section.Span<int>(plan.PoolEnds.Offset, plan.PoolEnds.Count);
        var pool = 0;
        for (var i = 0; i < numbers.Length; i++)
        {
            while (i == ends[pool])
            {
                pool++;
            }

            ref readonly var endpoint = ref EndpointAt(numbers[i]);
            ref var candidate = ref candidates[i];
            candidate.NameHash = endpoint.NameHash;
            candidate.SiteHash = endpoint.SiteHash;
            candidate.Endpoint = numbers[i];
            candidate.Place = (byte)i;
            candidate.Pool = (byte)pool;
            candidate.Site = endpoint.Site;
            candidate.Weight = endpoint.Weight;
            candidate.Priority = endpoint.Priority;
            candidate.Word = health.WordOf(endpoint.Slot);
            candidate.IsRevived = false;
            candidate.DroppedBy = 0;
            candidate.Reason = DropReason.None;
            var place = places[(byte)endpoint.Site];
            var slot = place == 0 ? LatencySlot.Unknown : slots[place - 1];
            candidate.Rtt = slot.Rtt;
            candidate.Quality = candidate.Site < row.Qualities.Length ? row.Qualities[candidate.Site] : default;
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

    /// <summary>The same from the health table alone.</summary>
    public ulong AvailableOf(in PlanRecord plan, HealthTable health)
    {
        var available = 0UL;
        var numbers = CandidatesOf(in plan);
        for (var i = 0; i < numbers.Length; i++)
        {
            available |= HealthyFilter.IsAvailable(health.StatusOf(EndpointAt(numbers[i]).Slot)) ? 1UL << i : 0;
        }

        return available;
    }

    /// <summary>True when who is available makes a difference to the plan: to its chain, or to which of its pools is in use.</summary>
    public bool ReadsAvailability(in PlanRecord plan) => chains[plan.Policy].ReadsHealth || plan.PoolEnds.Count > 1;

    /// <summary>
    /// The endpoints answered under this health whenever a chain that reads only candidates leaves nobody; null when it takes more to know:
    /// since when they are down.
    /// </summary>
    public int[]? KeptWhenEmpty(in PlanRecord plan, HealthTable health, Span<Candidate> candidates)
    {
        var whenEmpty = (WhenEmpty)PolicyAt(plan.Policy).WhenEmpty;
        if (whenEmpty != WhenEmpty.All)
        {
            return whenEmpty == WhenEmpty.Previous ? null : [];
        }

        var client = new Client(default, ClientSource.Resolver, default, 0, seed);
        var scope = default(Scope);
        candidates = candidates[..Consider(in plan, default, health, candidates)];
        Run(in plan, in client, candidates, 0, ref scope);
        var kept = new int[KeepAll(in plan, in client, candidates, ref scope)];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = candidates[i].Endpoint;
        }

        return kept;
    }

    // An answer stands no higher than the figure that put it first.
    private static Rung RungOf(in Candidate first, Rung row) => first.Evidence switch
    {
        Evidence.None => Rung.Static,
        Evidence.Prior => Rung.Prior,
        Evidence.Covering => (Rung)Math.Min((byte)row, (byte)Rung.Covering),
        >= Evidence.Alike => Rung.Predicted,
        _ => row,
    };

    private Client ClientOf(in SteeredRecord record, in Prefix network, ClientSource source, LatencyRow row) =>
        new(network, source, row, record.OwnerHash, seed) { Places = clientPlaces };

    // The stamps stay: explain tells why the chain dropped each, and that they are answered all the same. A fence is law, also for those that
    // were dropped before they came to it, and another pool is not the one in use.
    private int KeepAll(in PlanRecord plan, in Client client, Span<Candidate> candidates, ref Scope scope)
    {
        Span<byte> places = stackalloc byte[SteeringTable.MaxCandidates];
        var fenced = 0UL;
        foreach (var fence in chains[plan.Policy].Fences)
        {
            fenced |= fence.BannedOf(in client, candidates, ref scope);
        }

        var kept = 0;
        for (var i = 0; i < candidates.Length; i++)
        {
            var stays = candidates[i].Reason != DropReason.OtherPool && (fenced & (1UL << candidates[i].Place)) == 0;
            places[i] = (byte)(candidates[i].Place + (stays ? 0 : SteeringTable.MaxCandidates));
            kept += stays ? 1 : 0;
        }

        Kept.SortBy(candidates, places);
        return kept;
    }

    /// <summary>
    /// The chain once more, with those counted as available that went down last: within <see cref="LostTogetherSeconds"/> of the very last.
    /// Where that changes nothing, all.
    /// </summary>
    private int KeepPrevious(in PlanRecord plan, in Client client, Span<Candidate> candidates, ref Scope scope, out bool isRevived)
    {
        isRevived = false;
        var last = 0L;
        foreach (ref readonly var candidate in candidates)
        {
            last = candidate.Status == EndpointStatus.Down ? Math.Max(last, candidate.Word.SinceUnixSeconds) : last;
        }

        Span<byte> places = stackalloc byte[SteeringTable.MaxCandidates];
        for (var i = 0; i < candidates.Length; i++)
        {
            ref var candidate = ref candidates[i];
            candidate.IsRevived = candidate.Status == EndpointStatus.Down && candidate.Word.SinceUnixSeconds + LostTogetherSeconds >= last;
            isRevived |= candidate.IsRevived;
            places[i] = candidate.Place;
        }

        if (!isRevived)
        {
            return KeepAll(in plan, in client, candidates, ref scope);
        }

        Kept.SortBy(candidates, places);
        foreach (ref var candidate in candidates)
        {
            candidate.Reason = DropReason.None;
            candidate.DroppedBy = 0;
        }

        var kept = Run(in plan, in client, candidates, chains[plan.Policy].Length, ref scope);
        return kept > 0 ? kept : KeepAll(in plan, in client, candidates, ref scope);
    }

    private int ScopeLength(in PlanRecord plan, in Prefix network, in Scope scope, bool isOtherHealth, AddressRange own)
    {
        var narrowest = Math.Max(scope.PrefixLength, scope.PlaceLength);
        if (!scope.UsesLatency)
        {
            return narrowest;
        }

        // With another health than the runs were made for, or without runs, only the client's own range is sure to be served alike.
        var alike = isOtherHealth || scope.UsesPlace ? own
            : network.IsIPv6 ? RunAround<ulong>(in plan.RunsIPv6, network.High)
            : RunAround<uint>(in plan.RunsIPv4, network.High);
        return Math.Max(alike.ShortestPrefixAround(network.High), narrowest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private AddressRange RunAround<TKey>(in RunList runs, ulong address)
        where TKey : unmanaged, System.Numerics.IBinaryInteger<TKey>, System.Numerics.IUnsignedNumber<TKey>
    {
        return RunSearch.RangeAt<TKey>(section, in runs, RunSearch.Find<TKey>(section, in runs, address), address);
    }

    // Without queries over lists of structures: the runtime compiles those anew in every process, and each waits for this one to start.
    private Chain Compile(ReadOnlySpan<FilterBlock> blocks)
    {
        var (filters, names) = (new IFilter[blocks.Length], new string[blocks.Length]);
        for (var i = 0; i < blocks.Length; i++)
        {
            ref readonly var block = ref blocks[i];
            var filter = new CompiledFilter(block.Number, block.Whole, block.Share) { Octets = section.Span<byte>(block.Octets.Offset, block.Octets.Count).ToArray() };
            (filters[i], names[i]) = (FilterCatalog.Create(in filter), FilterCatalog.NameOf(in filter));
        }

        return new Chain(filters, names);
    }

    private ReadOnlySpan<int> CandidatesOf(in PlanRecord plan) => section.Span<int>(plan.Candidates.Offset, plan.Candidates.Count);

    private ref readonly EndpointRecord EndpointAt(int endpoint) =>
        ref section.At<EndpointRecord>(header.Endpoints.Offset + ((long)endpoint * sizeof(EndpointRecord)));

    private ref readonly PolicyRecord PolicyAt(int policy) => ref section.At<PolicyRecord>(header.Policies.Offset + ((long)policy * sizeof(PolicyRecord)));
}
