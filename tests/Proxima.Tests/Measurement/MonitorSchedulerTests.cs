using System.Net;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering;
using Proxima.Measurement.Monitors;
using Proxima.Measurement.Probes;

namespace Proxima.Tests.Measurement;

public sealed class MonitorSchedulerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly MonitorSettings Every5s = new("ping", new IcmpCheck(), Second * 5, Second * 2, Fall: 3, Rise: 3);
    private static readonly ProbeTarget Target = new(IPAddress.Loopback);

    [Fact]
    public void Attempts_come_between_the_shortest_and_the_longest_gap_and_not_in_step()
    {
        var time = new ManualTime();
        var probe = new ScriptedProbe(time);
        using var scheduler = new MonitorScheduler(_ => { }, time, seed: 1);
        var settings = Every5s;
        scheduler.Add(new EndpointMonitor(0, probe, Target, settings));
        time.Advance(Second * 1000);
        var gaps = probe.Sent.Zip(probe.Sent.Skip(1), (first, second) => second - first).ToList();
        Assert.InRange(gaps.Count, 200, 250);
        var tolerance = TimeSpan.FromMilliseconds(1);
        Assert.All(gaps, gap => Assert.InRange(gap, settings.ShortestGap - tolerance, settings.LongestGap + tolerance));
        Assert.True(gaps.Distinct().Count() > 100);
        Assert.InRange(probe.Sent[0], TimeSpan.Zero, settings.Interval / 10);
    }

    [Theory]
    [InlineData(1.0, 2.0, 3)]
    [InlineData(5.0, 2.0, 3)]
    [InlineData(0.5, 2.0, 2)]
    [InlineData(10.0, 2.0, 1)]
    public void A_silent_endpoint_is_down_within_fall_times_interval_and_two_seconds(double intervalSeconds, double timeoutSeconds, int fall)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var time = new ManualTime();
            var table = new HealthTable(1);
            var probe = new ScriptedProbe(time);
            var settings = new MonitorSettings("ping", new IcmpCheck(), Second * intervalSeconds, Second * timeoutSeconds, fall, Rise: 1);
            using var scheduler = new MonitorScheduler(Judging(table, time), time, seed);
            scheduler.Add(new EndpointMonitor(0, probe, Target, settings));
            time.Advance(settings.Interval * 5);
            Assert.Equal(EndpointStatus.Up, table.StatusOf(0));

            // The worst moment to die: right after an attempt that went well.
            var before = probe.Sent.Count;
            while (probe.Sent.Count == before)
            {
                time.Advance(TimeSpan.FromMilliseconds(1));
            }

            probe.IsSilent = true;
            time.Advance((settings.Interval * fall) + (Second * 2));
            Assert.Equal(EndpointStatus.Down, table.StatusOf(0));
        }
    }

    [Fact]
    public void A_silent_endpoint_delays_no_other_one()
    {
        var time = new ManualTime();
        var silent = new ScriptedProbe(time) { IsSilent = true };
        var table = new HealthTable(101);
        using var scheduler = new MonitorScheduler(Judging(table, time), time, seed: 1);
        for (var slot = 0; slot < 100; slot++)
        {
            scheduler.Add(new EndpointMonitor(slot, silent, Target, Every5s));
        }

        var lively = new ScriptedProbe(time);
        scheduler.Add(new EndpointMonitor(100, lively, Target, Every5s));
        time.Advance(Second * 60);
        Assert.Equal(EndpointStatus.Up, table.StatusOf(100));
        Assert.All(Enumerable.Range(0, 100), slot => Assert.Equal(EndpointStatus.Down, table.StatusOf(slot)));
        Assert.InRange(lively.Sent.Count, 12, 15);
    }

    [Fact]
    public void A_change_of_verdict_is_told_once()
    {
        var time = new ManualTime();
        var probe = new ScriptedProbe(time);
        var changes = new List<MonitorChange>();
        using var scheduler = new MonitorScheduler(changes.Add, time, seed: 1);
        scheduler.Add(new EndpointMonitor(0, probe, Target, Every5s));
        time.Advance(Second * 100);
        probe.IsSilent = true;
        time.Advance(Second * 100);
        Assert.Equal([EndpointStatus.Up, EndpointStatus.Down], changes.Select(change => change.Verdict));
        Assert.Contains("no answer", changes[1].Result.Detail);
    }

    [Fact]
    public void After_its_removal_an_endpoint_is_neither_probed_nor_judged()
    {
        var time = new ManualTime();
        var probe = new ScriptedProbe(time) { IsSilent = true };
        var table = new HealthTable(1);
        using var scheduler = new MonitorScheduler(Judging(table, time), time, seed: 1);
        var monitor = new EndpointMonitor(0, probe, Target, Every5s with { Fall = 1 });
        scheduler.Add(monitor);
        time.Advance(Second * 0.5);
        Assert.Single(probe.Sent);
        scheduler.Remove(monitor);
        time.Advance(Second * 60);
        Assert.Single(probe.Sent);
        Assert.Equal(EndpointStatus.Unknown, table.StatusOf(0));
    }

    [Fact]
    public void A_probe_that_this_machine_could_not_send_takes_no_endpoint_out()
    {
        var time = new ManualTime();
        var probe = new ScriptedProbe(time) { Result = ProbeResult.NotSent("no route") };
        var table = new HealthTable(1);
        table.Set(0, EndpointStatus.Up, 0);
        using var scheduler = new MonitorScheduler(Judging(table, time), time, seed: 1);
        var monitor = new EndpointMonitor(0, probe, Target, Every5s with { Fall = 1 });
        scheduler.Add(monitor);
        time.Advance(Second * 60);
        Assert.Equal(EndpointStatus.Up, table.StatusOf(0));
        Assert.Equal("no route", monitor.Now.Last.Detail);
    }

    [Fact]
    public void A_check_that_comes_to_no_result_time_and_again_makes_the_endpoint_unknown_and_is_counted()
    {
        var time = new ManualTime();
        var probe = new ScriptedProbe(time);
        var table = new HealthTable(1);
        using var scheduler = new MonitorScheduler(Judging(table, time), time, seed: 1);
        var monitor = new EndpointMonitor(0, probe, Target, Every5s);
        scheduler.Add(monitor);
        time.Advance(Second * 30);
        Assert.Equal(EndpointStatus.Up, table.StatusOf(0));

        probe.Result = ProbeResult.Unclear("it printed 100 MB");
        time.Advance(Second * 60);
        Assert.Equal(EndpointStatus.Unknown, table.StatusOf(0));
        Assert.Equal(("it printed 100 MB", EndpointStatus.Unknown), (monitor.Now.Last.Detail, monitor.Now.Verdict));
        Assert.InRange(monitor.Now.Unclear, 12, 15);
    }

    [Fact]
    public void A_probe_that_throws_counts_as_failed_and_goes_on()
    {
        var time = new ManualTime();
        var table = new HealthTable(1);
        using var scheduler = new MonitorScheduler(Judging(table, time), time, seed: 1);
        scheduler.Add(new EndpointMonitor(0, new ThrowingProbe(), Target, Every5s));
        time.Advance(Second * 60);
        Assert.Equal(EndpointStatus.Down, table.StatusOf(0));
        Assert.InRange(scheduler.Faults, 12, 15);
    }

    [Fact]
    public void The_number_of_monitors_has_a_limit()
    {
        var time = new ManualTime();
        using var scheduler = new MonitorScheduler(_ => { }, time, seed: 1);
        EndpointMonitor New() => new(0, new ThrowingProbe(), Target, Every5s);
        for (var i = 0; i < MonitorScheduler.MaxMonitors; i++)
        {
            scheduler.Add(New());
        }

        Assert.Throws<InvalidOperationException>(() => scheduler.Add(New()));
    }

    private static Action<MonitorChange> Judging(HealthTable table, ManualTime time)
    {
        var slots = new HealthSlots(table, time);
        return change => slots.Judge(change.Monitor.Slot, change.Verdict);
    }

    private sealed class ScriptedProbe(ManualTime time) : IProbe
    {
        private readonly DateTimeOffset start = time.GetUtcNow();

        public List<TimeSpan> Sent { get; } = [];

        public bool IsSilent { get; set; }

        public ProbeResult Result { get; set; } = ProbeResult.Good(new Rtt(1000), "");

        public Task<ProbeResult> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation)
        {
            Sent.Add(time.GetUtcNow() - start);
            return IsSilent
                ? Task.Delay(timeout, time, cancellation).ContinueWith(
                    _ => ProbeResult.Lost(timeout), cancellation, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
                : Task.FromResult(Result);
        }
    }

    private sealed class ThrowingProbe : IProbe
    {
        public Task<ProbeResult> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation) =>
            throw new InvalidOperationException("broken probe");
    }
}
