using System.Globalization;
using Microsoft.Extensions.Logging;
using Proxima.Control.Api;
using Proxima.Control.Demo;
using Proxima.Control.Intake;
using Proxima.Control.Measuring;
using Proxima.Control.Monitoring;
using Proxima.Control.Notices;
using Proxima.Control.Peers;
using Proxima.Control.Operations;
using Proxima.Control.Publishing;
using Proxima.Control.Shares;
using Proxima.Control.Storage;
using Proxima.Control.Supervision;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Probing;
using Proxima.Engine.Reports;
using Proxima.Measurement.Agents;
using Proxima.Measurement.Counters;
using Proxima.Measurement.Monitors;
using Proxima.Measurement.Passive;
using Proxima.Measurement.Probes;
using Proxima.Measurement.Uplink;
using Proxima.Settings.Node;

namespace Proxima.Control;

/// <summary>
/// The control process between its start and its end: everything but the API, joined.
/// <code>
///   report -> TargetList -> TargetOffer -> agents -> SampleIntake -> Store -> EstimateBook -> Publisher -> snapshot
///   steering file -> SteeringWatch -> sites, slots, monitors -----------------^
///   monitors -> VoteBook (and the peers') -> HealthSlots -> health file
/// </code>
/// </summary>
public sealed class Node : IAsyncDisposable
{
    private readonly NodePlan plan;
    private readonly StateFolder state;
    private readonly HealthFile health;
    private readonly ILoggerFactory loggers;
    private readonly ProbeCatalog probes;
    private readonly MonitorCatalog checks;
    private readonly MonitorScheduler monitors;
    private readonly NoticeDesk notices;
    private readonly OwnAgent? own;
    private readonly DemoFeed? feed;
    private readonly TimeProvider time;
    private IReadOnlyList<string> saidOverQuota = [];

    /// <param name="plan">Without errors.</param>
    public Node(NodePlan plan, StateFolder state, HealthFile health, TimeProvider time, ILoggerFactory loggers)
    {
        this.plan = plan;
        this.state = state;
        this.health = health;
        this.time = time;
        this.loggers = loggers;
        Changes = new ChangeSignal(time);
        Store = Storage.Store.Open(DialectCatalog.For(plan.Settings.Database, state.Database), plan.Settings.Measure.Networks, loggers.CreateLogger<Store>(), new StoreOwner(state.ReadIdentity(), time));
        var contents = Store.Contents;
        Sites = new SiteNumbers(contents.Sites);
        Slots = new SlotBook(contents.Slots);
        Estimates = new EstimateBook(contents.Estimates, Changes.Raise);
        Targets = new Control.Intake.TargetList(contents.Targets, plan.Settings.Measure.Networks);
        Peers = new PeerGroup(plan.Settings.Peers, PeerGroup.Identify(plan.Settings, state), state.Peers, loggers.CreateLogger<PeerGroup>(), time);
        Networks = new ClientNetworks(plan.Settings.Measure.SpecialNetworks);
        OptOut = plan.Settings.Measure.OptOut is { } optOut ? new OptOutWatch(optOut, Networks, loggers.CreateLogger<OptOutWatch>()) : null;
        Offer = CreateOffer(plan.Settings.Measure);
        Report = new ReportWatch(new ReportPlaces(state.Report, CreateReportFolder()), Targets, handshakes => own?.Take(handshakes), time);
        Quota = new AgentQuota(plan.Settings.Measure.SamplesPerSecond, time);
        Intake = new SampleIntake(Store, Sites, new SampleReaders(Estimates, Log, Peers), new IntakeGate(Networks, Quota), time);
        Vantages = CreateVantageWatch();
        HealthSlots = new HealthSlots(health.Table, time);
        Overrides = new OverrideBook(contents.Overrides, Store, time);
        OverrideRound = new OverrideRound(Overrides, new OverrideEffect(Overrides, Slots, HealthSlots, state.OverrideNotes, time), () => Content?.Model, Changes, loggers.CreateLogger<OverrideBook>());
        OverrideEndpoints = new OverrideEndpoints(Overrides, OverrideRound, () => Content?.Model, time, loggers.CreateLogger<OverrideBook>());
        Exchange = new OverrideExchange(Peers, Overrides, OverrideRound, time, loggers.CreateLogger<OverrideExchange>());
        notices = new NoticeDesk(plan.Settings.Notify, new StatusWatch(plan.Settings.Name, Slots, health.Table, Overrides, time), () => Content?.Model, time);
        Numbers = new EndpointNumbers(new QuotaBook(contents.Transfers, Slots, HealthSlots, time), new LoadBook(Slots, HealthSlots, health.Table, time), new ArrivalBook(time), Sites, HealthSlots);
        Votes = new VoteBook(Peers.Self, HealthSlots, SayChange, time);
        monitors = new MonitorScheduler(Votes.Take, time, BitConverter.ToInt32(BitConverter.GetBytes(contents.Seed)));
        checks = new MonitorCatalog(probes = new ProbeCatalog(time), time);
        Endpoints = new EndpointWatch(monitors, checks.Create, Slots, HealthSlots, Votes);
        feed = plan.Demo is { } demo ? new DemoFeed(demo, this, time) : null;
        own = plan.Settings.Measure.Site is null ? null : CreateOwnAgent(plan.Settings.Measure);
        Steering = new SteeringWatch(plan.Settings.SteeringFile ?? string.Empty, SteeringReading.Load, TakeSteeringAsync, loggers.CreateLogger<SteeringWatch>());
        Places = new PlaceBook(state.Snapshot, plan.Settings.GeoIp.Files.Count > 0);
        GeoIp = new GeoIpWatch(plan.Settings.GeoIp.Files, Places, Changes.RaiseUrgently, loggers.CreateLogger<GeoIpWatch>());
        Publisher = CreatePublisher(plan.Settings, contents.Seed);
    }

    public string Name => plan.Settings.Name;

    public ChangeSignal Changes { get; }

    public Store Store { get; }

    public SiteNumbers Sites { get; }

    public SlotBook Slots { get; }

    public EstimateBook Estimates { get; }

    public Control.Intake.TargetList Targets { get; }

    public ReportWatch Report { get; }

    /// <summary>The other nodes of the cluster; none without a key.</summary>
    public PeerGroup Peers { get; }

    /// <summary>Which networks may be measured.</summary>
    public ClientNetworks Networks { get; }

    /// <summary>What agents are asked to measure.</summary>
    public TargetOffer Offer { get; }

    public IntakeLog Log { get; } = new();

    public SampleIntake Intake { get; }

    public AgentQuota Quota { get; }

    public VantageWatch Vantages { get; }

    /// <summary>Null: no list is configured.</summary>
    public OptOutWatch? OptOut { get; }

    public HealthSlots HealthSlots { get; }

    /// <summary>Loads and quotas, as endpoints and agents report them.</summary>
    public EndpointNumbers Numbers { get; }

    public HealthTable Health => health.Table;

    public OverrideBook Overrides { get; }

    public OverrideRound OverrideRound { get; }

    public OverrideEndpoints OverrideEndpoints { get; }

    public OverrideExchange Exchange { get; }

    public EndpointWatch Endpoints { get; }

    /// <summary>What this node's checks say of endpoints, and its peers'.</summary>
    public VoteBook Votes { get; }

    /// <summary>Where heartbeats of endpoints arrive.</summary>
    public HeartbeatBoard Heartbeats => checks.Heartbeats;

    public SteeringWatch Steering { get; }

    /// <summary>Where addresses are, as far as databases are configured.</summary>
    public PlaceBook Places { get; }

    public GeoIpWatch GeoIp { get; }

    public Publisher Publisher { get; }

    /// <summary>What snapshots are made of at the moment; null while the steering file was never good.</summary>
    public SteeringContent? Content { get; private set; }

    /// <summary>Takes the steering content of the plan, and the demo's samples.</summary>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        await TakeSteeringAsync(plan.Steering.Content!);
        await (OptOut?.LookAsync(cancel) ?? Task.CompletedTask);
        await (feed?.RunAsync(cancel) ?? Task.CompletedTask);
    }

    /// <summary>Every loop of the node; ends when cancelled.</summary>
    public Task RunAsync(CancellationToken cancel)
    {
        var upkeep = new StoreUpkeep(Store, Estimates, Targets, time);
        var loops = new List<Task>
        {
            Publisher.RunAsync(cancel),
            Loop("reports of what was asked", TimeSpan.FromSeconds(1), Look).RunAsync(cancel),
            Loop("samples for the peers", TimeSpan.FromSeconds(1), Peers.SendAsync).RunAsync(cancel),
            Loop("networks seen by the peers", PeerGroup.RefreshInterval, Peers.RefreshAsync).RunAsync(cancel),
            Loop("overrides said at the peers", OverrideExchange.Interval, Exchange.RunAsync).RunAsync(cancel),
            Loop("comparison of the sites", VantageWatch.Interval, Vantages.LookAsync).RunAsync(cancel),
            Loop("overrides", OverrideRound.Interval, OverrideRound.RunAsync).RunAsync(cancel),
            Loop("changes of status", NoticeDesk.Interval, notices.Look).RunAsync(cancel),
            Loop("loads and quotas", EndpointNumbers.Interval, Numbers.StepAsync).RunAsync(cancel),
            Loop("quotas in the database", StoreUpkeep.Interval, _ => Numbers.Quotas.SaveAsync(Store)).RunAsync(cancel),
            Loop("upkeep of the database", StoreUpkeep.Interval, _ => upkeep.RunOnceAsync()).RunAsync(cancel),
        };
        loops.Add(Loop("checks of endpoints", EndpointWatch.Interval, Endpoints.StepAsync).RunAsync(cancel));
        loops.AddRange(Peers.Tell(Votes, plan.Settings.Name).Select(one => Loop("votes for a peer", VoteExchange.Interval, one.SendAsync).RunAsync(cancel)));
        loops.AddRange(notices.Tellers.Select(one => Loop($"notices to the {one.Name}", NoticeDesk.Interval, one.Tell).RunAsync(cancel)));
        if (plan.Settings.SteeringFile is not null)
        {
            loops.Add(Loop("steering file", TimeSpan.FromSeconds(1), Steering.LookAsync).RunAsync(cancel));
        }

        if (plan.Settings.GeoIp.Files.Count > 0)
        {
            loops.Add(Loop("geolocation databases", plan.Settings.GeoIp.Interval, GeoIp.LookAsync).RunAsync(cancel));
        }

        if (OptOut is not null)
        {
            loops.Add(Loop("networks that opted out", TimeSpan.FromSeconds(1), OptOut.LookAsync).RunAsync(cancel));
        }

        if (feed is not null)
        {
            loops.Add(Loop("samples of the demo", DemoFeed.Interval, feed.RunAsync).RunAsync(cancel));
        }

        if (own is not null)
        {
            loops.Add(Loop("measuring from this node", TimeSpan.FromSeconds(1), own.MeasureAsync).RunAsync(cancel));
            loops.Add(Loop("connections of this node", PassiveWatch.Interval, own.LookAsync).RunAsync(cancel));
            loops.Add(Loop("interfaces of this node", CounterReporter.Interval, ReportCountersAsync(plan.Settings.Measure.Site!)).RunAsync(cancel));
            loops.Add(Loop("samples of this node", OwnAgent.SendInterval, own.SendAsync).RunAsync(cancel));
        }

        return Task.WhenAll(loops);
    }

    public async ValueTask DisposeAsync()
    {
        own?.Dispose();
        Peers.Dispose();
        monitors.Dispose();
        probes.Dispose();
        Places.Dispose();
        Overrides.Dispose();
        notices.Dispose();
        await Store.DisposeAsync();
    }

    private BackgroundLoop Loop(string name, TimeSpan interval, Func<CancellationToken, Task> work) =>
        new(name, interval, work, time, loggers.CreateLogger<BackgroundLoop>());

    private TargetOffer CreateOffer(MeasureSettings measure) => new(
        new TargetSources(Targets, () => Peers.Networks), measure, OutlookFor,
        new TargetRules(Networks, network => Places.Find(network).Place.AutonomousSystem), time);

    private Func<Prefix, PathOutlook> OutlookFor(string site)
    {
        if (!Sites.TryGet(site, out var number))
        {
            return _ => PathOutlook.Open;
        }

        var place = Sites.Places.GetValueOrDefault(number, -1);
        return Publisher.Rows is { } rows && place >= 0
            ? network => new PathOutlook(ProbeWorth.Of(rows.SlotsOf(network), place), Estimates.NewsOf(network, number))
            : network => new PathOutlook(1, Estimates.NewsOf(network, number));
    }

    private Func<CancellationToken, Task> ReportCountersAsync(string site)
    {
        var logger = loggers.CreateLogger<CounterReporter>();
        var receiver = new CounterReceiver("this node", (report, _) => Task.FromResult(Numbers.Intake.Accept(report)?.Detail));
        return new CounterReporter(site, new InterfaceTable(), [receiver], new ChangeLog(line => logger.LogWarning("{Line}", line)), time) { Arrivals = own!.TakeArrivals }.ReportAsync;
    }

    private OwnAgent CreateOwnAgent(MeasureSettings measure)
    {
        var logger = loggers.CreateLogger<OwnAgent>();
        var log = new ChangeLog(line => logger.LogWarning("{Line}", line));
        return new OwnAgent(measure, Offer, Intake, probes, new UplinkSurroundings(log, time, Seed: 0));
    }

    private ReportFolder CreateReportFolder()
    {
        var folder = new ReportFolder(state.Reports, time);
        if (!folder.TryCreate(out var problem))
        {
            loggers.CreateLogger<ReportFolder>().LogWarning("{Problem}", problem);
        }

        return folder;
    }

    private VantageWatch CreateVantageWatch()
    {
        var logger = loggers.CreateLogger<VantageWatch>();
        return new VantageWatch(Estimates, Sites, line => logger.LogWarning("{Line}", line), time);
    }

    private Publisher CreatePublisher(NodeSettings settings, ulong seed) => new(
        new PublisherSettings(state.Snapshot, settings.PublishInterval, settings.Measure.Tolerance, settings.Measure.Dwell),
        new PublisherInputs(() => Content, Estimates, Sites, Slots, Places, health.Table, seed) { Asked = () => Targets.Networks },
        Changes, time, loggers.CreateLogger<Publisher>());

    private async Task TakeSteeringAsync(SteeringContent content)
    {
        await Sites.TakeAsync(content.Model, Store);
        await Slots.TakeAsync(content.Model, Store, HealthSlots.Clear);
        Networks.Take([.. content.Model.Pools.SelectMany(pool => pool.Endpoints).Select(endpoint => endpoint.Address)]);
        Endpoints.Take(content.Model);
        Numbers.Take(content.Model);
        Content = content;
        await OverrideRound.RunAsync(default);
        Changes.RaiseUrgently();
    }

    private Task Look(CancellationToken cancel)
    {
        if (Report.Look() && Places.Id != 0)
        {
            // Who was never measured is foretold from the place.
            Changes.Raise();
        }

        SayQuota();
        return Task.CompletedTask;
    }

    // Once when a site is over its quota, and once when it has stayed within for a while.
    private void SayQuota()
    {
        var over = Quota.Over;
        var logger = loggers.CreateLogger<AgentQuota>();
        foreach (var site in over.Except(saidOverQuota))
        {
            logger.LogWarning("the agents of site '{Site}' report more than {PerSecond} samples a second: reports over the quota are not taken", site, plan.Settings.Measure.SamplesPerSecond);
        }

        foreach (var site in saidOverQuota.Except(over))
        {
            logger.LogInformation("the agents of site '{Site}' are within their quota again", site);
        }

        saidOverQuota = over;
    }

    private void SayChange(AgreedChange change)
    {
        Changes.RaiseUrgently();
        loggers.CreateLogger<EndpointWatch>().Log(
            change.Status == EndpointStatus.Down ? LogLevel.Warning : LogLevel.Information,
            "endpoint {Endpoint} is {Status}: {Detail}", change.Endpoint, change.Status.ToString().ToLower(CultureInfo.InvariantCulture), change.Detail);
    }
}
