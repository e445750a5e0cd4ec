using Proxima.Engine.Latency;
using Proxima.Engine.Reports;

namespace Proxima.Tests.Reports;

public sealed class WorkerReportTests
{
    [Fact]
    public void Counters_add_up_and_a_quantity_is_stated_as_a_whole()
    {
        var report = new WorkerReport(buckets: 1);
        report.Count(Counter.Answered);
        report.Count(Counter.Answered, 41);
        report.Set(Counter.AllocatedOctets, 7);
        report.Set(Counter.AllocatedOctets, 8);

        Assert.Equal(42, report.Total(Counter.Answered));
        Assert.Equal(8, report.Total(Counter.AllocatedOctets));
        Assert.Equal(0, report.Total(Counter.Dropped));
    }

    [Fact]
    public void Every_counter_has_room_in_the_layout() =>
        Assert.All(Enum.GetValues<Counter>(), counter => Assert.InRange((int)counter, 0, WorkerReport.CounterCapacity - 1));

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.17")]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("2001:db8:7::/48", "2001:db8:7:1:2:3:4:5")]
    [InlineData("::/0", "::/0")]
    public void A_network_seen_comes_back_as_it_was(string network, string address)
    {
        var report = new WorkerReport(buckets: 1);
        report.Seen(Prefix.Parse(network), Prefix.Parse(address));
        report.Seen(Prefix.Parse(network), Prefix.Parse(address));

        Assert.Equal(new SeenNetwork(Prefix.Parse(network), Prefix.Parse(address), 2), Assert.Single(SeenBy(report)));
    }

    [Fact]
    public void The_address_kept_is_the_most_exact_one_a_probe_could_be_sent_to()
    {
        var report = new WorkerReport(buckets: 1);
        var network = Prefix.Parse("192.0.2.0/24");
        report.Seen(network, network);
        report.Seen(network, Prefix.Parse("192.0.2.53"));
        report.Seen(network, network);

        Assert.Equal(Prefix.Parse("192.0.2.53"), Assert.Single(SeenBy(report)).Address);
        Assert.Equal(3, Assert.Single(SeenBy(report)).Asked);
    }

    [Fact]
    public void A_scan_over_many_networks_does_not_push_out_the_ones_asked_often()
    {
        var report = new WorkerReport(buckets: 64);
        var busy = Enumerable.Range(0, 100).Select(i => Prefix.Parse($"192.{i}.2.0/24")).ToArray();
        for (var i = 0; i < 200_000; i++)
        {
            report.Seen(busy[i % busy.Length], busy[i % busy.Length]);
            var scanned = Prefix.FromBits(false, ((ulong)(i | 0x0A000000) << 40) ^ ((ulong)i << 48), 0, 24);
            report.Seen(scanned, scanned);
        }

        var seen = SeenBy(report).OrderByDescending(network => network.Asked).Take(busy.Length).Select(network => network.Network);

        Assert.Equal(busy.Order(Comparer<Prefix>.Create((a, b) => a.High.CompareTo(b.High))), seen.OrderBy(network => network.High));
    }

    [Fact]
    public void What_is_asked_lately_comes_before_what_was_asked_long_ago()
    {
        var report = new WorkerReport(buckets: 16);
        var (old, young) = (Prefix.Parse("192.0.2.0/24"), Prefix.Parse("2001:db8::/48"));
        for (var i = 0; i < 5000; i++)
        {
            report.Seen(old, old);
        }

        for (var i = 0; i < 4000; i++)
        {
            report.Seen(young, young);
        }

        var asked = SeenBy(report).ToDictionary(network => network.Network, network => network.Asked);
        Assert.True(asked[young] > asked[old], $"{asked[young]} > {asked[old]}");
    }

    [Fact]
    public void The_table_is_spread_evenly_and_bounded()
    {
        var report = new WorkerReport(buckets: 256);
        for (var i = 0; i < 1024; i++)
        {
            report.Seen(Prefix.Parse($"{11 + (i % 64)}.{i / 64}.0.0/24"), Prefix.Parse($"{11 + (i % 64)}.{i / 64}.0.1"));
        }

        // Half full: a good hash loses next to nothing.
        Assert.InRange(SeenBy(report).Count, 980, 1024);

        for (var i = 0; i < 100_000; i++)
        {
            var network = Prefix.FromBits(true, (ulong)i << 16, 0, 48);
            report.Seen(network, network);
        }

        Assert.InRange(SeenBy(report).Count, 2000, 256 * 8);
    }

    [Fact]
    public void Counting_and_noting_allocate_nothing()
    {
        var report = new WorkerReport(buckets: 16);
        var network = Prefix.Parse("192.0.2.0/24");
        Assert.Equal(0, Allocations.InTheLeanestTurn(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                report.Count(Counter.Steered);
                report.Seen(Prefix.FromBits(false, (ulong)i << 40, 0, 24), network);
            }
        }));
    }

    [Fact]
    public async Task A_reader_beside_the_writer_never_sees_an_address_outside_its_network()
    {
        var report = new WorkerReport(buckets: 1);
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            for (var i = 1u; !stop.IsCancellationRequested; i++)
            {
                var high = (ulong)(i % 4096) << 16;
                report.Seen(Prefix.FromBits(true, high, 0, 48), Prefix.FromBits(true, high | 7, ~high, 128));
            }
        });

        var read = 0;
        var seen = new List<SeenNetwork>();
        while (read < 100_000)
        {
            seen.Clear();
            report.CopySeenTo(seen);
            read += seen.Count;
            Assert.All(seen, entry =>
            {
                Assert.True(entry.Network.Contains(entry.Address), entry.ToString());
                Assert.Equal(~entry.Network.High, entry.Address.Low);
            });
        }

        await stop.CancelAsync();
        await writer;
    }

    private static List<SeenNetwork> SeenBy(WorkerReport report)
    {
        var seen = new List<SeenNetwork>();
        report.CopySeenTo(seen);
        return seen;
    }
}
