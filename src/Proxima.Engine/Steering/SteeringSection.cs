using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Steering;

/// <summary>Sites, endpoints, compiled policies and steered records as they lie in the snapshot; the layout is drawn at <see cref="SteeringHeader"/>.</summary>
public static class SteeringSection
{
    /// <summary>Steered records are numbered A before AAAA, name by name in the model's order, as <see cref="SteeredRecordNumbers"/> says.</summary>
    public static SectionBuilder Build(SnapshotContent content, SectionBuilder latency)
    {
        var writer = new SteeringWriter(content);
        var section = writer.Write();
        SteeringRuns.Append(section, content, latency);
        return section;
    }
}

/// <summary>Lays one steering model out; the runs of its plans follow later, since they are made by running it.</summary>
internal sealed class SteeringWriter(SnapshotContent content)
{
    private readonly SectionBuilder section = new();
    private readonly SteeringModel model = content.Steering;
    private readonly List<EndpointRecord> endpoints = [];
    private readonly Dictionary<(string Pool, AddressFamily Family), List<int>> candidates = [];
    private readonly List<PlanRecord> plans = [];
    private readonly Dictionary<(string Pools, AddressFamily Family, int Policy), int> planOf = [];
    private readonly FilterGround ground = new(content.Steering.Sites, content.CreatedAt);

    public SectionBuilder Write()
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(model.Sites.Count, Latency.LatencyRows.MaxSites, nameof(content));
        var header = default(SteeringHeader);
        section.Append(in header);
        header.Sites = List(model.Sites.Select(site => new SiteRecord { Name = Text(site.Name), Hash = (uint)StableHash.Of(site.Name) }).ToList());
        foreach (var pool in model.Pools)
        {
            AddEndpoints(pool);
        }

        header.Endpoints = List(endpoints);
        var filters = new List<FilterBlock>();
        header.Policies = List(model.Policies.Select(policy => Compile(policy, filters)).ToList());
        header.Filters = List(filters);
        header.Steered = List(SteeredRecordNumbers.Of(model).Select(steered => Compile(steered.Name, steered.Type)).ToList());
        header.Plans = List(plans);
        section.Set(0, in header);
        return section;
    }

    private void AddEndpoints(Pool pool)
    {
        foreach (var endpoint in pool.Endpoints)
        {
            var site = model.Sites.ToList().FindIndex(site => site.Name == endpoint.Site);
            ArgumentOutOfRangeException.ThrowIfNegative(site, nameof(pool));
            var family = endpoint.Address.AddressFamily;
            CollectionsMarshal.GetValueRefOrAddDefault(candidates, (pool.Name, family), out _) ??= [];
            CollectionsMarshal.GetValueRefOrAddDefault(candidates, (pool.Name, AddressFamily.Unspecified), out _) ??= [];
            candidates[(pool.Name, family)].Add(endpoints.Count);
            candidates[(pool.Name, AddressFamily.Unspecified)].Add(endpoints.Count);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(candidates[(pool.Name, family)].Count, SteeringTable.MaxCandidates, pool.Name);
            endpoints.Add(new EndpointRecord
            {
                NameHash = StableHash.Of(endpoint.Name),
                Name = Text(endpoint.Name),
                Address = Array<byte>(endpoint.Address.GetAddressBytes()),
                Slot = content.SlotOf(pool, endpoint),
                Site = (ushort)site,
                SiteHash = (uint)StableHash.Of(endpoint.Site),
                Weight = (ushort)Math.Clamp(endpoint.Weight, 0, ushort.MaxValue),
                Priority = (ushort)Math.Clamp(endpoint.Priority, 0, ushort.MaxValue),
            });
        }
    }

    private PolicyRecord Compile(Policy policy, List<FilterBlock> filters)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(policy.Chain.Count, Chain.MaxLength, policy.Name);
        var record = new PolicyRecord { Name = Text(policy.Name), FirstFilter = filters.Count, FilterCount = policy.Chain.Count, WhenEmpty = (int)policy.WhenEmpty, MinHealthy = policy.MinHealthy };
        foreach (var settings in policy.Chain)
        {
            // Texts are checked where they are parsed; here a wrong one is a mistake of the program.
            filters.Add(FilterCatalog.TryCompile(settings, ground, out var filter, out var problems)
                ? new FilterBlock { Number = filter.Number, Whole = filter.Whole, Share = filter.Share, Octets = Array(filter.Octets.Span) }
                : throw new ArgumentException($"policy '{policy.Name}': {problems[0].What}, expected {problems[0].Expected}", nameof(policy)));
        }

        return record;
    }

    private SteeredRecord Compile(SteeredName name, RecordType type)
    {
        var family = type switch
        {
            RecordType.A => AddressFamily.InterNetwork,
            RecordType.AAAA => AddressFamily.InterNetworkV6,
            RecordType.TXT => candidates.ContainsKey((name.Pool, AddressFamily.InterNetwork)) ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unspecified,
        };
        var policy = model.Policies.ToList().FindIndex(policy => policy.Name == name.Policy);
        ArgumentOutOfRangeException.ThrowIfNegative(policy, nameof(name));
        var key = (string.Join(' ', name.AllPools), family, policy);
        if (!planOf.TryGetValue(key, out var plan))
        {
            planOf[key] = plan = plans.Count;
            plans.Add(CreatePlan(name, family, policy));
        }

        var owner = new byte[DomainName.MaxWireLength];
        var length = WireName.LowerCase(name.Name.Wire, owner);
        return new SteeredRecord
        {
            OwnerHash = WireName.Hash(owner.AsSpan(0, length)),
            Owner = Array<byte>(owner.AsSpan(0, length)),
            Static = model.Policies[policy].WhenEmpty == WhenEmpty.Static ? Sequence(StaticRdatas(name, family)) : default,
            Rdatas = name.Records is { } template ? List(name.AllPools.SelectMany(pool => model.Pools.Single(known => known.Name == pool).Endpoints).Select(endpoint => Rdata(template, endpoint)).ToList()) : default,
            PriorityStep = (ushort)(name.Records?.PriorityStep ?? 0),
            Plan = plan,
            Ttl = type == RecordType.TXT ? 0 : name.Ttl,
            Type = type,
        };
    }

    private static IEnumerable<byte[]> StaticRdatas(SteeredName name, AddressFamily family) => name.Records is { } template
        ? (template.Static ?? []).Select(text => RecordCatalog.TryParse(template.Type, text, DomainName.Root, out var data, out var problem) ? data.ToWire() : throw new ArgumentException(problem, nameof(name)))
        : (name.Static ?? []).Where(address => address.AddressFamily == family).Select(address => address.GetAddressBytes());

    // Texts are checked where they are parsed; here a wrong one is a mistake of the program.
    private ListAt Rdata(RecordTemplate template, Endpoint endpoint) =>
        template.TryWrite(endpoint, out var rdata, out var problem) ? Array<byte>(rdata) : throw new ArgumentException(problem, nameof(template));

    private ListAt Sequence(IEnumerable<byte[]> rdatas) => List(rdatas.SelectMany(rdata => (byte[])[(byte)rdata.Length, (byte)(rdata.Length >> 8), .. rdata]).ToList());

    private PlanRecord CreatePlan(SteeredName name, AddressFamily family, int policy)
    {
        var all = new List<int>();
        var ends = new List<int>();
        foreach (var pool in name.AllPools)
        {
            all.AddRange(candidates.GetValueOrDefault((pool, family)) ?? []);
            ends.Add(all.Count);
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(all.Count, SteeringTable.MaxCandidates, name.Name.ToString());
        return new PlanRecord { Policy = policy, Candidates = List(all), PoolEnds = List(ends) };
    }

    private ListAt Text(string text) => Array<byte>(Encoding.UTF8.GetBytes(text));

    private ListAt List<T>(List<T> values)
        where T : unmanaged => Array<T>(CollectionsMarshal.AsSpan(values));

    private ListAt Array<T>(ReadOnlySpan<T> values)
        where T : unmanaged => new() { Count = values.Length, Offset = section.Append(values) };
}
