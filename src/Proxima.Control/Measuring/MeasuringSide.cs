using Microsoft.Extensions.Logging;
using Proxima.Control.Intake;
using Proxima.Control.Peers;
using Proxima.Control.Shares;
using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Probing;
using Proxima.Engine.Reports;
using Proxima.Engine.Steering;
using Proxima.Measurement.Counters;
using Proxima.Measurement.Passive;
using Proxima.Measurement.Uplink;
using Proxima.Settings.Node;
using TargetList = Proxima.Control.Intake.TargetList;

namespace Proxima.Control.Measuring;

/// <summary>
/// The walk of a sample, as far as the estimates.
/// <code>
///   report -> TargetList -> TargetOffer -> agents -> SampleIntake -> Store -> EstimateBook
/// </code>
/// </summary>
public sealed class MeasuringSide : IDisposable
{
    private readonly NodeGround ground;
    private readonly PeerGroup peers;
    private readonly NumberIntake numbers;
    private readonly Func<LatencyRows?> rows;
    private readonly OwnAgent? own;
    private IReadOnlyList<string> saidOverQuota = [];

    /// <param name="peers">The other nodes, which see client networks and take samples too.</param>
    /// <param name="numbers">Takes the counters of this machine's interfaces.</param>
    /// <param name="rows">The rows of the last map; null before the first.</param>
    public MeasuringSide(NodeGround ground, PeerGroup peers, NumberIntake numbers, Func<LatencyRows?> rows)
    {
        this.ground = ground;
        this.peers = peers;
        this.numbers = numbers;
        this.rows = rows;
        Targets = new TargetList(ground.Store.Contents.Targets, Settings.Networks);
        Networks = new ClientNetworks(Settings.SpecialNetworks);
        OptOut = Settings.OptOut is { } optOut ? new OptOutWatch(optOut, ground.State.OptedOut, Networks, ground.LoggerOf<OptOutWatch>()) : null;
        if (OptOut is null)
        {
            // Explain must not go by a list that is configured no more.
            File.Delete(ground.State.OptedOut);
        }

        Offer = new TargetOffer(
            new TargetSources(Targets, () => peers.Networks), Settings, OutlookFor,
            new TargetRules(Networks, network => ground.Places.Find(network).Place.AutonomousSystem), ground.Time);
        Report = new ReportWatch(new ReportPlaces(ground.State.Report, CreateReportFolder()), Targets, handshakes => own?.Take(handshakes), ground.Time);
        Quota = new AgentQuota(Settings.SamplesPerSecond, ground.Time);
        Intake = new SampleIntake(ground.Store, ground.Sites, new SampleReaders(ground.Estimates, Log, peers), new IntakeGate(Networks, Quota), ground.Time);
        own = Settings.Site is null ? null : new OwnAgent(Settings, Offer, Intake, ground.Probes, new UplinkSurroundings(ground.ChangeLogOf<OwnAgent>(), ground.Time, Seed: 0));
    }

    /// <summary>Client networks that asked.</summary>
    public TargetList Targets { get; }

    /// <summary>Which networks may be measured.</summary>
    public ClientNetworks Networks { get; }

    /// <summary>Null: no list is configured.</summary>
    public OptOutWatch? OptOut { get; }

    /// <summary>What agents are asked to measure.</summary>
    public TargetOffer Offer { get; }

    public ReportWatch Report { get; }

    public AgentQuota Quota { get; }

    public SampleIntake Intake { get; }

    public IntakeLog Log { get; } = new();

    private MeasureSettings Settings => ground.Settings.Measure;

    /// <summary>Our own servers are no clients.</summary>
    public void Take(SteeringModel model) => Networks.Take([.. model.Pools.SelectMany(pool => pool.Endpoints).Select(endpoint => endpoint.Address)]);

    public IEnumerable<BackgroundLoop> Loops()
    {
        yield return ground.Loop("reports of what was asked", TimeSpan.FromSeconds(1), Look);
        yield return ground.Loop("samples for the peers", TimeSpan.FromSeconds(1), peers.SendAsync);
        yield return ground.Loop("networks seen by the peers", PeerGroup.RefreshInterval, peers.RefreshAsync);
        if (OptOut is not null)
        {
            yield return ground.Loop("networks that opted out", TimeSpan.FromSeconds(1), OptOut.LookAsync);
        }

        if (own is not null)
        {
            yield return ground.Loop("measuring from this node", TimeSpan.FromSeconds(1), own.MeasureAsync);
            yield return ground.Loop("connections of this node", PassiveWatch.Interval, own.LookAsync);
            yield return ground.Loop("interfaces of this node", CounterReporter.Interval, CreateCounterReporter(own).ReportAsync);
            yield return ground.Loop("samples of this node", OwnAgent.SendInterval, own.SendAsync);
        }
    }

    public void Dispose() => own?.Dispose();

    private Func<Prefix, PathOutlook> OutlookFor(string site)
    {
        if (!ground.Sites.TryGet(site, out var number))
        {
            return _ => PathOutlook.Open;
        }

        var place = ground.Sites.Places.GetValueOrDefault(number, -1);
        return rows() is { } published && place >= 0
            ? network => new PathOutlook(ProbeWorth.Of(published.SlotsOf(network), place), ground.Estimates.NewsOf(network, number))
            : network => new PathOutlook(1, ground.Estimates.NewsOf(network, number));
    }

    private CounterReporter CreateCounterReporter(OwnAgent agent)
    {
        var receiver = new CounterReceiver("this node", (report, _) => Task.FromResult(numbers.Accept(report)?.Detail));
        return new CounterReporter(Settings.Site!, new InterfaceTable(), [receiver], ground.ChangeLogOf<CounterReporter>(), ground.Time) { Arrivals = agent.TakeArrivals };
    }

    private ReportFolder CreateReportFolder()
    {
        var folder = new ReportFolder(ground.State.Reports, ground.Time);
        if (!folder.TryCreate(out var problem))
        {
            ground.LoggerOf<ReportFolder>().LogWarning("{Problem}", problem);
        }

        return folder;
    }

    private Task Look(CancellationToken cancel)
    {
        if (Report.Look() && ground.Places.Id != 0)
        {
            // Who was never measured is foretold from the place.
            ground.Changes.Raise();
        }

        SayQuota();
        return Task.CompletedTask;
    }

    // Once when a site is over its quota, and once when it has stayed within for a while.
    private void SayQuota()
    {
        var over = Quota.Over;
        var logger = ground.LoggerOf<AgentQuota>();
        foreach (var site in over.Except(saidOverQuota))
        {
            logger.LogWarning("the agents of site '{Site}' report more than {PerSecond} samples a second: reports over the quota are not taken", site, Settings.SamplesPerSecond);
        }

        foreach (var site in saidOverQuota.Except(over))
        {
            logger.LogInformation("the agents of site '{Site}' are within their quota again", site);
        }

        saidOverQuota = over;
    }
}
