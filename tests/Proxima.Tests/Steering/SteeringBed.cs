using System.Net;
using System.Runtime.InteropServices;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Places;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Steering;

namespace Proxima.Tests.Steering;

/// <summary>A latency map and a steering table laid out and read in place, without the rest of a snapshot. Each endpoint's slot is its number.</summary>
internal sealed unsafe class SteeringBed : IDisposable
{
    private readonly List<nint> memory = [];

    public SteeringBed(SteeringModel model, LatencyRows rows, HealthTable? health = null, ulong seed = 1, PlaceRanges? places = null, DateTimeOffset at = default)
    {
        Model = model;
        Health = health ?? new HealthTable(1024);
        var slots = model.Pools.SelectMany(pool => pool.Endpoints.Select(endpoint => (pool.Name, endpoint.Name))).ToList();
        var content = new SnapshotContent(model, [], rows, Health, (pool, endpoint) => slots.IndexOf((pool.Name, endpoint.Name)), 1, seed, at == default ? DateTimeOffset.UnixEpoch : at);
        var latency = LatencySection.Build(rows);
        LatencyOctets = latency.Length;
        var steering = SteeringSection.Build(content, latency);
        SteeringOctets = steering.Length;
        Map = new LatencyMap(ViewOf(latency));
        Table = new SteeringTable(ViewOf(steering), Map, places is null ? PlaceMap.Empty : MapOf(places), seed);
    }

    public SteeringModel Model { get; }

    public HealthTable Health { get; }

    public LatencyMap Map { get; }

    public SteeringTable Table { get; }

    public int LatencyOctets { get; }

    public int SteeringOctets { get; }

    public Candidate[] Candidates { get; } = new Candidate[SteeringTable.MaxCandidates];

    public Decision Decide(string client, int steered = 0) => Decide(Prefix.Parse(client), steered);

    public Decision Decide(Prefix client, int steered = 0) => Table.Decide(steered, client, ClientSource.ClientSubnet, Health, Candidates);

    /// <summary>Endpoint names of the answer, in order.</summary>
    public string[] Answer(string client, int steered = 0) => Answer(Prefix.Parse(client), steered);

    public string[] Answer(Prefix client, int steered = 0)
    {
        var decision = Decide(client, steered);
        return [.. Candidates.Take(decision.Kept).Select(candidate => Table.EndpointName(candidate.Endpoint))];
    }

    public int Find(string name, RecordType type = RecordType.A) => Table.Find(DomainName.Parse(name).ToLowerCase().Wire, type);

    public void Set(string endpoint, Func<HealthWord, HealthWord> change) => Health.Set(SlotOf(endpoint), change(Health.WordOf(SlotOf(endpoint))));

    /// <summary>Why an endpoint is not in the answer: filter and reason.</summary>
    public (string? Filter, string? Reason) WhyNot(string endpoint, string client, int steered = 0)
    {
        var explanation = Explanation.Of(Table, steered, Model.Names[0].Name, Prefix.Parse(client), ClientSource.ClientSubnet, Health);
        var candidate = explanation.Candidates.Single(candidate => candidate.Endpoint == endpoint);
        return (candidate.DroppedBy, candidate.Reason);
    }

    public void Set(string endpoint, EndpointStatus status) => Health.Set(SlotOf(endpoint), status, 0);

    public int SlotOf(string endpoint) => Enumerable.Range(0, Table.EndpointCount).First(number => Table.EndpointName(number) == endpoint);

    public void Dispose()
    {
        foreach (var start in memory)
        {
            NativeMemory.AlignedFree((void*)start);
        }
    }

    private PlaceMap MapOf(PlaceRanges places)
    {
        Assert.True(places.TrySort(out _, out _));
        return new PlaceMap(ViewOf(PlaceTable.Build([places])), 1, null);
    }

    private SectionView ViewOf(SectionBuilder section)
    {
        var start = (byte*)NativeMemory.AlignedAlloc((nuint)section.Length, 64);
        memory.Add((nint)start);
        section.Octets.CopyTo(new Span<byte>(start, section.Length));
        return new SectionView(start, section.Length);
    }
}

/// <summary>Short ways to say a steering model and a latency map in a test.</summary>
internal static class Given
{
    public static readonly string[] Sites = ["ams", "fra", "nyc", "sin", "syd", "gru"];

    /// <summary>One endpoint per site and family, called as the site (IPv6: as the site with a 6), steered name www.example.org by the chain.</summary>
    public static SteeringModel Model(params FilterSettings[] chain) => Model(WhenEmpty.All, Sites.Length, chain);

    public static SteeringModel Model(WhenEmpty whenEmpty, int sites, params FilterSettings[] chain) => Model(
        whenEmpty,
        [.. Sites.Take(sites).Select((site, i) => new Endpoint(site, site, IPAddress.Parse($"192.0.2.{i + 1}"))),
         .. Sites.Take(sites).Select((site, i) => new Endpoint(site + "6", site, IPAddress.Parse($"2001:db8::{i + 1}")))],
        chain);

    public static SteeringModel Model(WhenEmpty whenEmpty, IReadOnlyList<Endpoint> endpoints, params FilterSettings[] chain) => new(
        [.. endpoints.Select(endpoint => endpoint.Site).Distinct().Select(site => new Site(site))],
        [new Pool("web", endpoints)],
        [],
        [new Policy("policy", chain, whenEmpty)],
        [new SteeredName(DomainName.Parse("www.example.org."), "web", "policy", 30, [IPAddress.Parse("198.51.100.1"), IPAddress.Parse("2001:db8:1::1")])]);

    public static FilterSettings Filter(string name, params (string Name, string Value)[] parameters) =>
        new(name, parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value));

    /// <summary>Each line: prefix, then RTT in ms by site; a dash is unknown.</summary>
    public static LatencyRows Map(int sites, params string[] lines) => Built(sites, TimeSpan.Zero, lines);

    public static LatencyRows Built(int sites, TimeSpan dwell, params string[] lines)
    {
        var builder = new LatencyMapBuilder(sites, Tolerance.Default, dwell);
        Add(builder, lines);
        return builder.Build(DateTimeOffset.UnixEpoch);
    }

    public static void Add(LatencyMapBuilder builder, params string[] lines)
    {
        foreach (var line in lines)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            builder.Add(Prefix.Parse(words[0]), [.. words.Skip(1).Select(word => word == "-" ? SiteEstimate.Unknown : SiteEstimate.Given(Rtt.FromMilliseconds(double.Parse(word))))]);
        }
    }
}
