using Proxima.Engine.Latency;
using Proxima.Engine.Reports;

namespace Proxima.Tests.Reports;

/// <summary>A report that is disposed of stands for a process that has died: both end its lock, and neither removes its file.</summary>
public sealed class ReportFolderTests : IDisposable
{
    private static readonly Prefix Network = Prefix.Parse("203.0.113.0/24");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-reports-");
    private readonly ManualTime time = new();
    private readonly ReportFolder reports;

    public ReportFolderTests() => reports = new ReportFolder(Path.Combine(folder.FullName, "reports"), time);

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_living_process_is_read_again_and_again()
    {
        using var file = Join();
        file.Workers[0].Seen(Network, Network);
        Assert.Equal([(1L, false)], Read());
        file.Workers[0].Seen(Network, Network);
        Assert.Equal([(2L, false)], Read());
        Assert.Single(Directory.GetFiles(reports.Path));
    }

    [Fact]
    public void A_dead_process_is_read_once_more_and_its_file_removed()
    {
        using var alive = Join();
        using (var dying = Join())
        {
            dying.Workers[0].Seen(Network, Network);
        }

        Assert.Equal([(0L, false), (1L, true)], Read().Order());
        Assert.Equal([(0L, false)], Read());
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_a_reason_and_no_end()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "file"), string.Empty);
        var blocked = new ReportFolder(Path.Combine(folder.FullName, "file", "reports"), time);
        Assert.False(blocked.TryCreate(out var problem));
        Assert.Contains($"'{blocked.Path}' cannot be made", problem, StringComparison.Ordinal);
        blocked.Read((_, _) => Assert.Fail("there is nothing to read"));
    }

    [Fact]
    public void What_is_no_report_is_removed_when_nobody_holds_it_open()
    {
        Assert.True(reports.TryCreate(out _));
        File.WriteAllText(Path.Combine(reports.Path, "123-4.new"), "cut off");
        Assert.Empty(Read());
        Assert.Empty(Directory.GetFiles(reports.Path));
    }

    [Fact]
    public void No_more_processes_report_than_the_limit_and_dead_ones_give_way()
    {
        var files = Enumerable.Range(0, ReportFolder.MaxReports).Select(_ => Join()).ToList();
        Assert.Null(reports.TryJoin(out var problem));
        Assert.Contains($"{ReportFolder.MaxReports} processes", problem, StringComparison.Ordinal);
        files[7].Dispose();
        time.Advance(TimeSpan.FromSeconds(1));
        using var late = reports.TryJoin(out problem);
        Assert.True(late is not null, problem);
        files.Where((_, number) => number != 7).ToList().ForEach(file => file.Dispose());
    }

    [Fact]
    public void Where_no_control_process_made_the_folder_nobody_reports_and_nobody_complains()
    {
        Assert.Null(reports.TryJoin(out var problem));
        Assert.Empty(problem);
        Assert.Empty(Read());
        Assert.False(Directory.Exists(reports.Path));
    }

    [Fact]
    public void Its_group_may_write_to_it_and_owns_what_is_made_there()
    {
        Assert.True(reports.TryCreate(out _));
        const UnixFileMode expected = UnixFileMode.SetGroup | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
        Assert.Equal(expected, File.GetUnixFileMode(reports.Path) & (expected | UnixFileMode.OtherRead | UnixFileMode.OtherExecute));
    }

    [Fact]
    public void An_address_outside_of_its_network_is_not_taken()
    {
        using (var file = Join())
        {
            file.Workers[0].Seen(Network, Network);
        }

        var path = Assert.Single(Directory.GetFiles(reports.Path));
        var octets = File.ReadAllBytes(path);
        var entry = octets.AsSpan().IndexOf((byte[])[113, 0, 203]) - 5;
        octets[entry + 15] = 198; // the address behind the key
        File.WriteAllBytes(path, octets);
        var seen = 0;
        reports.Read((report, _) => seen += report.SeenNetworks().Count);
        Assert.Equal(0, seen);
    }

    private ReportFile Join()
    {
        Assert.True(reports.TryCreate(out _));
        time.Advance(TimeSpan.FromMilliseconds(1)); // names are by process and time, and all are of this process here
        var file = reports.TryJoin(out var problem);
        Assert.True(file is not null, problem);
        return file;
    }

    private List<(long Asked, bool IsLast)> Read()
    {
        var found = new List<(long, bool)>();
        reports.Read((report, isLast) => found.Add((report.SeenNetworks().Sum(seen => seen.Asked), isLast)));
        return found;
    }
}
