using Proxima.Control.Monitoring;
using Proxima.Control.Peers;
using Proxima.Control.Supervision;
using Proxima.Engine.Steering;
using Proxima.Measurement.Monitors;

namespace Proxima.Control.Api;

/// <summary>Gathers what the node knows about itself at the moment it is asked.</summary>
public sealed class StatusReport(Node node, DataPlane dataPlane, PeerDoor? door, TimeProvider time)
{
    private readonly string ownName = node.Name;
    private readonly DateTimeOffset startedAt = time.GetUtcNow();

    public StatusReply Create()
    {
        var now = time.GetUtcNow();
        var published = node.Publisher.Published;
        var model = node.Content?.Model;
        return new StatusReply(
            Wiring.Version,
            (long)(now - startedAt).TotalSeconds,
            new SnapshotStatus(
                published.Serial, published.At is { } at ? (long)(now - at).TotalSeconds : null,
                node.Content?.Zones.Count ?? 0, model?.Names.Count ?? 0, published.Networks),
            new ServeStatus(dataPlane.Pid, dataPlane.Restarts),
            model is null ? [] : [.. model.Pools.SelectMany(pool => pool.Endpoints.Select(endpoint => ToItem(pool, endpoint)))],
            Samples(),
            node.Report.Counters,
            [.. node.Steering.Errors.Select(error => error.ToString())],
            node.Steering.Refusals,
            [
                .. new[] { node.Store.Trouble, node.Publisher.Trouble, node.GeoIp.Trouble, node.OptOut?.Trouble }.OfType<string>(),
                .. node.Quota.Over.Select(site => $"the agents of site '{site}' report more than their quota"),
                .. node.Vantages.Troubles,
                .. node.Votes.IsBlind ? ["no endpoint of any site answers this node: it takes itself for blind, keeps what was last known, and has no vote among its peers until one answers"] : Array.Empty<string>(),
            ],
            node.Log.Agents,
            new PeerStatus(node.Peers.Items, door?.Strangers ?? 0),
            new ProbingStatus(node.Networks.OptedOutCount, node.Offer.Planned),
            [.. node.Votes.Vantages.Select(one => new VantageItem(one.Vantage, one.IsBlind, one.AgeMs / 1000.0))]);
    }

    private SampleStatus Samples()
    {
        var estimates = node.Estimates.Counts;
        return new SampleStatus(
            node.Estimates.SampleCount, node.Log.Accepted, node.Log.Refused, estimates.Held, estimates.Refused, estimates.Evicted);
    }

    private EndpointItem ToItem(Pool pool, Endpoint endpoint)
    {
        var slot = node.Slots.SlotOf(pool, endpoint);
        var since = node.Health.SinceUnixSeconds(slot);
        return new EndpointItem(
            pool.Name, endpoint.Name, endpoint.Site, endpoint.Address.ToString(),
            SteeringWords.Of(node.Health.StatusOf(slot)), since == 0 ? null : since * 1000,
            [.. node.Endpoints.MonitorsOf(pool, endpoint).Select(ToItem)],
            [.. node.Votes.VotesOn(EndpointWatch.NameOf(pool, endpoint), ownName).Select(one => new VoteItem(one.Vantage, one.Vote))],
            node.Votes.HeldSeconds(EndpointWatch.NameOf(pool, endpoint)),
            node.Numbers.Arrivals.PerMinute(endpoint.Site));
    }

    private static MonitorItem ToItem(EndpointMonitor monitor)
    {
        var (verdict, last, unclear) = monitor.Now;
        return new MonitorItem(
            monitor.Settings.Name, SteeringWords.Of(verdict), last.Detail ?? "not tried yet", last.Detail is not null && last.Rtt.IsKnown ? Math.Round(last.Rtt.Milliseconds, 3) : null, unclear);
    }
}
