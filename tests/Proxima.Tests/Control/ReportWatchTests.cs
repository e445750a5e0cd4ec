using Proxima.Control.Intake;
using Proxima.Engine.Latency;
using Proxima.Engine.Reports;

namespace Proxima.Tests.Control;

public sealed class ReportWatchTests : IDisposable
{
    private static readonly Prefix Network = Prefix.Parse("203.0.113.0/24"), Other = Prefix.Parse("2001:db8:7::/48");

    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();
    private readonly TargetList targets = new([], most: 100);
    private readonly ReportFolder coprocesses;
    private readonly ReportWatch watch;

    public ReportWatchTests()
    {
        coprocesses = new ReportFolder(Path.Combine(folder.Path, "reports"), time);
        Assert.True(coprocesses.TryCreate(out _));
        watch = new ReportWatch(new ReportPlaces(Path.Combine(folder.Path, "report"), coprocesses), targets, _ => { }, time);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Networks_of_the_data_plane_the_coprocesses_and_the_doors_here_are_targets_with_their_counts_added()
    {
        using var dataPlane = ReportFile.Create(Path.Combine(folder.Path, "report"), 1, time, bucketsPerWorker: 4);
        using var first = Join();
        using var second = Join();
        See(dataPlane.Workers[0], Network, 2);
        See(first.Workers[0], Network, 3);
        See(second.Workers[0], Network, 4);
        See(second.Workers[0], Other, 1);
        See(watch.Doors, Other, 5);
        watch.Look();
        Assert.Equal([(Network, 9L), (Other, 6L)], targets.MostAsked.Select(row => (row.Network, row.Queries)));
    }

    [Fact]
    public void A_dead_coprocess_leaves_its_networks_and_its_counts()
    {
        using (var dying = Join())
        {
            See(dying.Workers[0], Network, 3);
            dying.Workers[0].Count(Counter.PowerDnsQuestions, 3);
            watch.Look();
            See(dying.Workers[0], Other, 1);
            dying.Workers[0].Count(Counter.PowerDnsQuestions);
        }

        foreach (var _ in Enumerable.Range(0, 3))
        {
            watch.Look();
            Assert.Equal(4, watch.Counters["power_dns_questions"]);
            Assert.Equal([Network, Other], targets.MostAsked.Select(row => row.Network));
        }

        Assert.Empty(Directory.GetFiles(coprocesses.Path));
    }

    private static void See(WorkerReport report, Prefix network, int times)
    {
        for (var i = 0; i < times; i++)
        {
            report.Seen(network, network);
        }
    }

    private ReportFile Join()
    {
        time.Advance(TimeSpan.FromMilliseconds(1));
        var file = coprocesses.TryJoin(out var problem);
        Assert.True(file is not null, problem);
        return file;
    }
}
