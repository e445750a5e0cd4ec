using Proxima.Control.Measuring;
using Proxima.Control.Monitoring;
using Proxima.Control.Peers;
using Proxima.Control.Publishing;
using Proxima.Control.Supervision;
using Proxima.Engine.Steering;
using Proxima.Measurement.Monitors;

namespace Proxima.Control.Api;

/// <summary>Gathers what the node knows about itself at the moment it is asked.</summary>
public sealed class StatusReport(Node node, DataPlane dataPlane, PeerDoor? door, TimeProvider time)
{
    private readonly NodeGround ground = node.Ground;
    private readonly HealthSide health = node.Health;
    private readonly MeasuringSide measuring = node.Measuring;
    private readonly PublishingSide publishing = node.Publishing;
    private readonly DateTimeOffset startedAt = time.GetUtcNow();

    public StatusReply Create()
    {
        var now = time.GetUtcNow();
        var published = publishing.Publisher.Published;
        var model = publishing.Content?.Model;
        return new StatusReply(
            Wiring.Version,
            (long)(now - startedAt).TotalSeconds,
            new SnapshotStatus(
                published.Serial, published.At is { } at ? (long)(now - at).TotalSeconds : null,
                publishing.Content?.Zones.Count ?? 0, model?.Names.Count ?? 0, published.Networks),
            new ServeStatus(dataPlane.Pid, dataPlane.Restarts),
            model is null ? [] : [.. model.Pools.SelectMany(pool => pool.Endpoints.Select(endpoint => ToItem(pool, endpoint)))],
            Samples(),
            measuring.Report.Counters,
            [.. publishing.Steering.Errors.Select(error => error.ToString())],
            publishing.Steering.Refusals,
            [
                .. new[] { ground.Store.Trouble, publishing.Publisher.Trouble, publishing.GeoIp.Trouble, measuring.OptOut?.Trouble }.OfType<string>(),
                .. measuring.Quota.Over.Select(site => $"the agents of site '{site}' report more than their quota"),
                .. publishing.Vantages.Troubles,
                .. health.Votes.IsBlind ? ["no endpoint of any site answers this node: it takes itself for blind, keeps what was last known, and has no vote among its peers until one answers"] : Array.Empty<string>(),
            ],
            measuring.Log.Agents,
            new PeerStatus(node.Peers.Items, door?.Strangers ?? 0),
            new ProbingStatus(measuring.Networks.OptedOutCount, measuring.Offer.Planned),
            [.. health.Votes.Vantages.Select(one => new VantageItem(one.Vantage, one.IsBlind, one.AgeMs / 1000.0))]);
    }

    private SampleStatus Samples()
    {
        var estimates = ground.Estimates.Counts;
        return new SampleStatus(
            ground.Estimates.SampleCount, measuring.Log.Accepted, measuring.Log.Refused, estimates.Held, estimates.Refused, estimates.Evicted);
    }

    private EndpointItem ToItem(Pool pool, Endpoint endpoint)
    {
        var slot = ground.Slots.SlotOf(pool, endpoint);
        var since = ground.HealthTable.SinceUnixSeconds(slot);
        return new EndpointItem(
            pool.Name, endpoint.Name, endpoint.Site, endpoint.Address.ToString(),
            SteeringWords.Of(ground.HealthTable.StatusOf(slot)), since == 0 ? null : since * 1000,
            [.. health.Endpoints.MonitorsOf(pool, endpoint).Select(ToItem)],
            [.. health.Votes.VotesOn(EndpointWatch.NameOf(pool, endpoint), ground.Settings.Name).Select(one => new VoteItem(one.Vantage, one.Vote))],
            health.Votes.HeldSeconds(EndpointWatch.NameOf(pool, endpoint)),
            health.Numbers.Arrivals.PerMinute(endpoint.Site));
    }

    private static MonitorItem ToItem(EndpointMonitor monitor)
    {
        var (verdict, last, unclear) = monitor.Now;
        return new MonitorItem(
            monitor.Settings.Name, SteeringWords.Of(verdict), last.Detail ?? "not tried yet", last.Detail is not null && last.Rtt.IsKnown ? Math.Round(last.Rtt.Milliseconds, 3) : null, unclear);
    }
}
