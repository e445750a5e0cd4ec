using System.Globalization;
using Microsoft.Extensions.Logging;
using Proxima.Control.Notices;
using Proxima.Control.Operations;
using Proxima.Control.Api;
using Proxima.Control.Peers;
using Proxima.Control.Shares;
using Proxima.Control.Storage;
using Proxima.Engine.Health;
using Proxima.Engine.Health.Agreement;
using Proxima.Engine.Steering;
using Proxima.Measurement.Monitors;
using Proxima.Measurement.Probes;

namespace Proxima.Control.Monitoring;

/// <summary>
/// Everything that is said of endpoints, as far as the words in the health file.
/// <code>
///   monitors -> VoteBook (and the peers') -> HealthSlots -> health file
///   what a person says -> OverrideBook -> over the verdict;  loads and quotas -> EndpointNumbers -> beside it
/// </code>
/// </summary>
public sealed class HealthSide : IDisposable
{
    private readonly NodeGround ground;
    private readonly PeerGroup peers;
    private readonly MonitorScheduler monitors;
    private readonly MonitorCatalog checks;
    private readonly NoticeDesk notices;
    private SteeringModel? model;

    public HealthSide(NodeGround ground, PeerGroup peers)
    {
        this.ground = ground;
        this.peers = peers;
        var contents = ground.Store.Contents;
        var time = ground.Time;
        Slots = new HealthSlots(ground.HealthTable, time);
        Overrides = new OverrideBook(contents.Overrides, ground.Store, time);
        OverrideRound = new OverrideRound(Overrides, new OverrideEffect(Overrides, ground.Slots, Slots, ground.State.OverrideNotes, time), () => model, ground.Changes, ground.LoggerOf<OverrideBook>());
        OverrideEndpoints = new OverrideEndpoints(Overrides, OverrideRound, () => model, time, ground.LoggerOf<OverrideBook>());
        Exchange = new OverrideExchange(peers, Overrides, OverrideRound, time, ground.LoggerOf<OverrideExchange>());
        notices = new NoticeDesk(ground.Settings.Notify, new StatusWatch(ground.Settings.Name, ground.Slots, ground.HealthTable, Overrides, time), () => model, time);
        Numbers = new EndpointNumbers(new QuotaBook(contents.Transfers, ground.Slots, Slots, time), new LoadBook(ground.Slots, Slots, ground.HealthTable, time), new ArrivalBook(time), ground.Sites, Slots);
        Votes = new VoteBook(peers.Self, Slots, SayChange, time);
        monitors = new MonitorScheduler(Votes.Take, time, BitConverter.ToInt32(BitConverter.GetBytes(contents.Seed)));
        checks = new MonitorCatalog(ground.Probes, time);
        Endpoints = new EndpointWatch(monitors, checks.Create, ground.Slots, Slots, Votes);
    }

    public HealthSlots Slots { get; }

    public OverrideBook Overrides { get; }

    public OverrideRound OverrideRound { get; }

    public OverrideEndpoints OverrideEndpoints { get; }

    public OverrideExchange Exchange { get; }

    /// <summary>Loads and quotas, as endpoints and agents report them.</summary>
    public EndpointNumbers Numbers { get; }

    /// <summary>What this node's checks say of endpoints, and its peers'.</summary>
    public VoteBook Votes { get; }

    public EndpointWatch Endpoints { get; }

    /// <summary>Where heartbeats of endpoints arrive.</summary>
    public HeartbeatBoard Heartbeats => checks.Heartbeats;

    /// <summary>From now on the endpoints are these.</summary>
    public async Task TakeAsync(SteeringModel current)
    {
        await ground.Slots.TakeAsync(current, ground.Store, Slots.Clear);
        Endpoints.Take(current);
        Numbers.Take(current);
        model = current;
        await OverrideRound.RunAsync(default);
    }

    public IEnumerable<BackgroundLoop> Loops() =>
    [
        ground.Loop("checks of endpoints", EndpointWatch.Interval, Endpoints.StepAsync),
        .. peers.Tell(Votes, ground.Settings.Name).Select(one => ground.Loop("votes for a peer", VoteExchange.Interval, one.SendAsync)),
        ground.Loop("overrides", OverrideRound.Interval, OverrideRound.RunAsync),
        ground.Loop("overrides said at the peers", OverrideExchange.Interval, Exchange.RunAsync),
        ground.Loop("loads and quotas", EndpointNumbers.Interval, Numbers.StepAsync),
        ground.Loop("quotas in the database", StoreUpkeep.Interval, _ => Numbers.Quotas.SaveAsync(ground.Store)),
        ground.Loop("changes of status", NoticeDesk.Interval, notices.Look),
        .. notices.Tellers.Select(one => ground.Loop($"notices to the {one.Name}", NoticeDesk.Interval, one.Tell)),
    ];

    public void Dispose()
    {
        monitors.Dispose();
        Overrides.Dispose();
        notices.Dispose();
    }

    private void SayChange(AgreedChange change)
    {
        ground.Changes.RaiseUrgently();
        ground.LoggerOf<EndpointWatch>().Log(
            change.Status == EndpointStatus.Down ? LogLevel.Warning : LogLevel.Information,
            "endpoint {Endpoint} is {Status}: {Detail}", change.Endpoint, change.Status.ToString().ToLower(CultureInfo.InvariantCulture), change.Detail);
    }
}
