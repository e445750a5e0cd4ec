using System.Globalization;
using Proxima.Engine.Snapshots;
using Proxima.Tests.Settings;

namespace Proxima.Tests.Tool;

public sealed class SnapshotCommandTests
{
    private static readonly string Steering = Path.Combine(TextFolder.Examples, "steering.yaml");
    private static readonly string Prefixes = Path.Combine(TextFolder.Examples, "prefixes.txt");

    [Fact]
    public void A_snapshot_is_built_from_the_examples_and_says_what_is_in_it()
    {
        using var folder = new TextFolder();
        var path = Path.Combine(folder.Root, "out.snapshot");

        var run = ToolRun.Of("snapshot", "build", "--zones", Steering, "--prefixes", Prefixes, "--out", path, "--seed", "7");

        Assert.Equal((0, string.Empty), (run.Code, run.Error));
        Assert.Matches(@"^out\.snapshot: serial 1, 1 zone, 2 names, \d+ prefixes x 3 sites, [0-9.]+ MB\n$", folder.Show([run.Output]));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $" {new FileInfo(path).Length / 1e6:0.0} MB"), run.Output, StringComparison.Ordinal);
        Assert.True(SnapshotFile.TryOpen(path, out var snapshot, out var problem), problem);
        using (snapshot)
        {
            Assert.Equal((1ul, 7ul), (snapshot!.Serial, snapshot.Seed));
        }
    }

    [Fact]
    public void Without_a_table_the_snapshot_has_no_latencies()
    {
        using var folder = new TextFolder();

        var run = ToolRun.Of("snapshot", "build", "--zones", Steering, "--out", Path.Combine(folder.Root, "s"));

        Assert.StartsWith("s: serial 1, 1 zone, 2 names, 0 prefixes x 3 sites, ", folder.Show([run.Output]), StringComparison.Ordinal);
    }

    [Fact]
    public void With_an_error_nothing_is_written()
    {
        using var folder = new TextFolder();
        var table = folder.Write("t.prefixes", "10.0.0.0/8 fra=1\n10.0.0.0/9 far=1\n");
        var steering = folder.Write("s.yaml", "site: {}\n");
        var path = Path.Combine(folder.Root, "out");

        var run = ToolRun.Of("snapshot", "build", "--zones", Steering, "--prefixes", table, "--out", path);
        var other = ToolRun.Of("snapshot", "build", "--zones", steering, "--prefixes", table, "--out", path);

        Assert.Equal((2, "t.prefixes:2:12: unknown site 'far', expected 'fra'\n"), (run.Code, folder.Show([run.Error])));
        Assert.Equal((2, "s.yaml:1:1: unknown key 'site' in the steering file, expected 'sites'\n"), (other.Code, folder.Show([other.Error])));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_one_line_with_the_path_and_exit_code_1()
    {
        var run = ToolRun.Of("snapshot", "build", "--zones", Steering, "--out", "/nowhere/at/all");

        Assert.Equal(1, run.Code);
        Assert.StartsWith("cannot write '/nowhere/at/all': ", Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
