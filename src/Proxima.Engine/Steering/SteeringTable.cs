using System.Runtime.CompilerServices;
using System.Text;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Places;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Steering;

/// <summary>Sites, endpoints, compiled policies and steered records of one snapshot, read in place.</summary>
public sealed class SteeringTable
{
    /// <summary>Most candidates of one steered record (one bit each in the availability mask).</summary>
    public const int MaxCandidates = 64;

    private readonly SectionView section;
    private readonly SteeringHeader header;
    private readonly PlanRunner runner;
    private readonly DecisionMemory memory;

    public SteeringTable(SectionView section, LatencyMap latency, PlaceMap places, ulong seed)
    {
        this.section = section;
        header = section.At<SteeringHeader>(0);
        runner = new PlanRunner(section, latency, places, seed);
        memory = new DecisionMemory(section, runner, header.Plans.Count);
    }

    public int SiteCount => header.Sites.Count;

    public int EndpointCount => header.Endpoints.Count;

    /// <summary>How many steered records there are; their numbers are those of <see cref="SteeredRecordNumbers"/>.</summary>
    public int SteeredCount => header.Steered.Count;

    /// <summary>
    /// Decides steered record <paramref name="steered"/> for <paramref name="client"/>. <paramref name="candidates"/> has room for
    /// <see cref="MaxCandidates"/>; on return the first Kept of it are the answer in order, the rest up to Considered are the trace.
    /// When nothing is kept, the answer is <see cref="StaticRdatasOf"/>, which is mostly empty: no record.
    /// </summary>
    public Decision Decide(int steered, Prefix client, ClientSource source, HealthTable health, Span<Candidate> candidates) =>
        runner.Decide(in RecordOf(steered), in client, source, health, candidates);

    /// <summary>
    /// The same decision without the trace, which an answer does not need: recalled where it was made when the snapshot was built, else made
    /// now in <paramref name="candidates"/>. <paramref name="endpoints"/> has room for <see cref="MaxCandidates"/> endpoint numbers.
    /// </summary>
    public Choice Choose(int steered, in Prefix client, ClientSource source, HealthTable health, Span<Candidate> candidates, Span<int> endpoints)
    {
        ref readonly var record = ref RecordOf(steered);
        if (memory.TryRecall(in record, in client, health, endpoints, out var choice))
        {
            return choice;
        }

        var decision = runner.Decide(in record, in client, source, health, candidates);
        for (var i = 0; i < decision.Kept; i++)
        {
            endpoints[i] = candidates[i].Endpoint;
        }

        return new Choice(decision.Kept, decision.Ttl, decision.ScopeLength);
    }

    /// <summary>The RDATA (4 or 16 octets) of an endpoint.</summary>
    public ReadOnlySpan<byte> AddressOf(int endpoint) => Octets(EndpointAt(endpoint).Address);

    /// <summary>The RDATA that an endpoint of this record stands for, its priority not yet that of its place (<see cref="PriorityStepOf"/>).</summary>
    public ReadOnlySpan<byte> RdataOf(int steered, int endpoint)
    {
        ref readonly var record = ref RecordOf(steered);
        if (record.Rdatas.Count == 0)
        {
            return AddressOf(endpoint);
        }

        ref readonly var plan = ref runner.PlanOf(in record);
        var place = section.Span<int>(plan.Candidates.Offset, plan.Candidates.Count).IndexOf(endpoint);
        return Octets(section.At<ListAt>(record.Rdatas.Offset + ((long)place * Unsafe.SizeOf<ListAt>())));
    }

    /// <summary>By how much the first 16 bits of an RDATA grow from one record of an answer to the next; 0: they are as they are.</summary>
    public int PriorityStepOf(int steered) => RecordOf(steered).PriorityStep;

    /// <summary>
    /// What is answered when the decision kept nobody: RDATAs in the form that <see cref="Answering.RdataSequence"/> reads, all of the record's
    /// type. Empty unless the policy says <see cref="WhenEmpty.Static"/>.
    /// </summary>
    public ReadOnlySpan<byte> StaticRdatasOf(int steered) => Octets(RecordOf(steered).Static);

    public RecordType TypeOf(int steered) => RecordOf(steered).Type;

    /// <summary>The owner name in lower case, wire format.</summary>
    public ReadOnlySpan<byte> OwnerOf(int steered) => Octets(RecordOf(steered).Owner);

    public uint TtlOf(int steered) => RecordOf(steered).Ttl;

    public string SiteName(int site) => Text(section.At<SiteRecord>(header.Sites.Offset + ((long)site * Unsafe.SizeOf<SiteRecord>())).Name);

    public string EndpointName(int endpoint) => Text(EndpointAt(endpoint).Name);

    internal ReadOnlySpan<byte> EndpointNameOctets(int endpoint) => Octets(EndpointAt(endpoint).Name);

    public int SiteOf(int endpoint) => EndpointAt(endpoint).Site;

    /// <summary>The endpoint's place in the health table.</summary>
    public int SlotOf(int endpoint) => EndpointAt(endpoint).Slot;

    public string PolicyOf(int steered) => Text(PolicyRecordOf(steered).Name);

    internal ReadOnlySpan<byte> PolicyNameOf(int steered) => Octets(PolicyRecordOf(steered).Name);

    public WhenEmpty WhenEmptyOf(int steered) => (WhenEmpty)PolicyRecordOf(steered).WhenEmpty;

    /// <summary>Share of a pool that must be available for it to be used.</summary>
    public double MinHealthyOf(int steered) => PolicyRecordOf(steered).MinHealthy;

    /// <summary>Whom a decision is for, as the filters see it.</summary>
    internal Client ClientOf(int steered, in Prefix network, ClientSource source) => runner.ClientOf(in RecordOf(steered), in network, source);

    public Chain ChainOf(int steered) => runner.ChainOf(in RecordOf(steered));

    /// <summary>The number of the steered record with this owner name (lower case, wire format) and type; -1 if there is none.</summary>
    public int Find(ReadOnlySpan<byte> owner, RecordType type)
    {
        var hash = WireName.Hash(owner);
        for (var steered = 0; steered < SteeredCount; steered++)
        {
            ref readonly var record = ref RecordOf(steered);
            if (record.OwnerHash == hash && record.Type == type && Octets(record.Owner).SequenceEqual(owner))
            {
                return steered;
            }
        }

        return -1;
    }

    private unsafe ref readonly SteeredRecord RecordOf(int steered)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)steered, (uint)header.Steered.Count, nameof(steered));
        return ref section.At<SteeredRecord>(header.Steered.Offset + ((long)steered * sizeof(SteeredRecord)));
    }

    private unsafe ref readonly EndpointRecord EndpointAt(int endpoint)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)endpoint, (uint)header.Endpoints.Count, nameof(endpoint));
        return ref section.At<EndpointRecord>(header.Endpoints.Offset + ((long)endpoint * sizeof(EndpointRecord)));
    }

    private unsafe ref readonly PolicyRecord PolicyRecordOf(int steered) =>
        ref section.At<PolicyRecord>(header.Policies.Offset + ((long)runner.PlanOf(in RecordOf(steered)).Policy * sizeof(PolicyRecord)));

    private ReadOnlySpan<byte> Octets(in ListAt list) => section.Span<byte>(list.Offset, list.Count);

    private string Text(in ListAt list) => Encoding.UTF8.GetString(Octets(in list));
}
