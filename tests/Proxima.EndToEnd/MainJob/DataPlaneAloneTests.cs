using System.Globalization;

namespace Proxima.EndToEnd;

/// <summary>
/// Answering needs no node: a snapshot built from a table of latencies, served by <c>proxima serve</c> alone. So this tells a fault of the
/// data plane from one of the measuring.
/// </summary>
public sealed class DataPlaneAloneTests
{
    private readonly Atlas atlas = new();

    [Fact]
    public async Task The_files_of_the_main_test_have_no_error()
    {
        var files = NodeFiles.Write(atlas);
        var check = await Finished.Run(Repository.Program("proxima"), "check", files.Settings, files.Steering, files.Zone);
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
        files.Delete();
    }

    [Fact]
    public async Task A_snapshot_of_the_matrix_sends_every_client_network_to_its_lowest_latency_site_in_all_eight_ways()
    {
        Require.Root();
        Require.Tool("dig", "bind9-dnsutils");
        var files = NodeFiles.Write(atlas);
        var table = Path.Combine(files.Folder, "matrix.prefixes");
        var snapshot = Path.Combine(files.Folder, "matrix.snapshot");
        await File.WriteAllLinesAsync(table, atlas.Clients.SelectMany(c => new[] { Row(c.IPv4Network, c), Row(c.IPv6Network, c) }));
        var build = await Finished.Run(Repository.Program("proxima"), "snapshot", "build", "--zones", files.Steering, "--prefixes", table, "--out", snapshot);
        Assert.True(build.ExitCode == 0, build.Output + build.Errors);

        await using var world = await World.Up(atlas.Describe());
        await using var serve = world.Host(atlas.Node.Name).Start(
            Repository.Program("proxima"), "serve", "--snapshot", snapshot, "--workers", "1", "--listen", $"{atlas.Node.IPv4}:53", "--listen", $"[{atlas.Node.IPv6}]:53");
        await Until.Holds(() => serve.Log.Contains("ready", StringComparison.Ordinal) || serve.HasExited, Deadlines.Step, () => serve.Log);
        Assert.False(serve.HasExited, serve.Log);

        var questions = new Questions(world, atlas);
        questions.AssertFollowMatrix(await questions.AskAll(Way.All));
        files.Delete();
    }

    private string Row(string network, Place client) =>
        $"{network} {string.Join(' ', atlas.Sites.Select(s => $"{s.Name}={atlas.RttMs(client, s).ToString(CultureInfo.InvariantCulture)}"))}";
}
