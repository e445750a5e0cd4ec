using Proxima.Engine.Latency;
using Proxima.Engine.Reports;

namespace Proxima.Tests.Reports;

public sealed class ReportFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-report-");

    private string FilePath => Path.Combine(folder.FullName, "report");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_reader_sums_the_counters_of_all_workers_while_they_write()
    {
        using var file = ReportFile.Create(FilePath, workers: 3, TimeProvider.System, bucketsPerWorker: 4);
        using var reader = Open();
        file.Workers[0].Count(Counter.Answered, 5);
        file.Workers[2].Count(Counter.Answered, 7);
        file.Workers[1].Count(Counter.Refused);

        Assert.Equal(3, reader.WorkerCount);
        Assert.Equal(12, reader.Total(Counter.Answered));
        Assert.Equal(1, reader.Total(Counter.Refused));
    }

    [Fact]
    public void Its_room_on_the_disk_is_taken_at_once_so_that_a_disk_that_fills_cannot_end_the_writer()
    {
        using var file = ReportFile.Create(FilePath, workers: 2, TimeProvider.System);
        var start = new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%b %B %s", FilePath]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var stat = System.Diagnostics.Process.Start(start)!;
        var numbers = stat.StandardOutput.ReadToEnd().Split(' ').Select(long.Parse).ToArray();
        Assert.True(numbers[0] * numbers[1] >= numbers[2], $"{numbers[0]} blocks of {numbers[1]} octets hold {numbers[2]} octets");
    }

    [Fact]
    public void Networks_seen_by_several_workers_are_merged_and_the_most_asked_come_first()
    {
        using var file = ReportFile.Create(FilePath, workers: 2, TimeProvider.System, bucketsPerWorker: 4);
        var (rare, shared, common) = (Prefix.Parse("192.0.2.0/24"), Prefix.Parse("2001:db8::/48"), Prefix.Parse("198.51.100.0/24"));
        Ask(file.Workers[0], rare, times: 1);
        Ask(file.Workers[0], common, times: 3);
        Ask(file.Workers[0], shared, times: 2);
        file.Workers[1].Seen(shared, Prefix.Parse("2001:db8::53"));
        file.Workers[1].Seen(shared, shared);

        using var reader = Open();

        Assert.Equal(
            [new SeenNetwork(shared, Prefix.Parse("2001:db8::53"), 4), new SeenNetwork(common, common, 3), new SeenNetwork(rare, rare, 1)],
            reader.SeenNetworks());
    }

    [Fact]
    public void A_restarted_answering_side_shows_by_its_start_time()
    {
        var time = new ManualTime();
        using var first = ReportFile.Create(FilePath, 1, time, bucketsPerWorker: 1);
        first.Workers[0].Count(Counter.Answered);
        using var before = Open();
        time.Advance(TimeSpan.FromSeconds(1));
        using var second = ReportFile.Create(FilePath, 1, time, bucketsPerWorker: 1);
        using var after = Open();

        Assert.Equal(TimeSpan.FromSeconds(1), after.StartedAt - before.StartedAt);
        Assert.Equal(0, after.Total(Counter.Answered));
        Assert.Equal(1, before.Total(Counter.Answered));
    }

    [Theory]
    [InlineData(0, "is no Proxima report")]
    [InlineData(8, "has version")]
    [InlineData(12, "damaged")]
    [InlineData(16, "damaged")]
    [InlineData(24, "damaged")]
    public void A_damaged_report_is_refused_with_a_reason(int octet, string reason)
    {
        ReportFile.Create(FilePath, 1, TimeProvider.System, bucketsPerWorker: 1).Dispose();
        var octets = File.ReadAllBytes(FilePath);
        octets[octet] ^= 0x40;
        File.WriteAllBytes(FilePath, octets);

        Assert.False(ReportReader.TryOpen(FilePath, out _, out var problem));
        Assert.Contains(reason, problem);
        Assert.Contains(FilePath, problem);
    }

    [Fact]
    public void A_report_that_is_cut_off_empty_or_missing_is_refused_with_a_reason()
    {
        ReportFile.Create(FilePath, 1, TimeProvider.System, bucketsPerWorker: 1).Dispose();
        File.WriteAllBytes(FilePath, File.ReadAllBytes(FilePath)[..100]);
        Assert.False(ReportReader.TryOpen(FilePath, out _, out var cutOff));
        Assert.Contains("damaged", cutOff);

        File.WriteAllBytes(FilePath, []);
        Assert.False(ReportReader.TryOpen(FilePath, out _, out var empty));
        Assert.Contains(FilePath, empty);

        File.Delete(FilePath);
        Assert.False(ReportReader.TryOpen(FilePath, out _, out var missing));
        Assert.Contains(FilePath, missing);
    }

    private static void Ask(WorkerReport worker, Prefix network, int times)
    {
        for (var i = 0; i < times; i++)
        {
            worker.Seen(network, network);
        }
    }

    private ReportReader Open()
    {
        Assert.True(ReportReader.TryOpen(FilePath, out var reader, out var problem), problem);
        return reader!;
    }
}
