using System.Net;
using Proxima.Control.Monitoring;
using Proxima.Control.Publishing;
using Proxima.Control.Storage;
using Proxima.Engine.Health;
using Proxima.Engine.Steering;
using Proxima.Measurement.Monitors;
using Proxima.Measurement.Probes;

namespace Proxima.Tests.Control;

public sealed class EndpointWatchTests : IDisposable
{
    private static readonly MonitorSettings Web = new("web", new TcpCheck(443), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2));

    private readonly ManualTime time = new();
    private readonly HealthTable table = new(4);
    private readonly HealthSlots health;
    private readonly ProbeCatalog probes;
    private readonly MonitorScheduler scheduler;
    private readonly EndpointWatch watch;

    public EndpointWatchTests()
    {
        health = new HealthSlots(table, time);
        probes = new ProbeCatalog(time);
        scheduler = new MonitorScheduler(_ => { }, time, seed: 1);
        watch = new EndpointWatch(scheduler, new MonitorCatalog(probes, time).Create, new SlotBook(new Dictionary<EndpointKey, int> { [new EndpointKey("pool", "one")] = 2 }), health, new VoteBook("self", health, _ => { }, time));
    }

    public void Dispose()
    {
        scheduler.Dispose();
        probes.Dispose();
    }

    [Fact]
    public void An_endpoint_whose_monitor_is_taken_away_is_unknown_since_nobody_would_ever_say_it_is_up()
    {
        watch.Take(Model("web"));
        health.Judge(2, EndpointStatus.Down);
        watch.Take(Model(null));
        Assert.Equal(EndpointStatus.Unknown, table.StatusOf(2));
    }

    [Fact]
    public void What_an_earlier_run_knew_of_an_endpoint_that_has_no_monitor_now_does_not_count()
    {
        table.Set(2, EndpointStatus.Down, 1);
        watch.Take(Model(null));
        Assert.Equal(EndpointStatus.Unknown, table.StatusOf(2));
    }

    [Fact]
    public void What_a_person_set_stays_without_a_monitor()
    {
        health.Say(2, EndpointStatus.Draining);
        watch.Take(Model(null));
        Assert.Equal(EndpointStatus.Draining, table.StatusOf(2));
    }

    [Fact]
    public void What_an_earlier_run_knew_of_a_watched_endpoint_counts_until_its_monitor_says_otherwise()
    {
        table.Set(2, EndpointStatus.Down, 1);
        watch.Take(Model("web"));
        Assert.Equal(EndpointStatus.Down, table.StatusOf(2));
    }

    private static SteeringModel Model(string? monitor) => new(
        [new Site("fra")], [new Pool("pool", [new Endpoint("one", "fra", IPAddress.Parse("192.0.2.1"))], monitor is null ? null : MonitorChoice.One(monitor))], [Web], [], []);
}
