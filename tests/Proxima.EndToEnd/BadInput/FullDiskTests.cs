using System.Net;
using System.Text.Json;

namespace Proxima.EndToEnd;

/// <summary>A disk without room for another octet: what is said, what goes on, and what comes back with the room.</summary>
public sealed class FullDiskTests
{

    [Fact]
    public async Task A_node_that_starts_on_a_full_disk_says_so_in_one_line_with_the_path()
    {
        Require.Root();
        await using var disk = await TinyDisk.Mount("1m");
        disk.Fill();
        var state = Path.Combine(disk.Path, "state");
        await using var node = new FullDiskNode(state);
        await Until.Holds(() => node.Process.HasExited, Deadlines.Step, () => node.Process.Log);

        await Until.Holds(() => node.Process.Log.Length > 0, Deadlines.Step, () => "it says why it ended");
        var line = Assert.Single(node.Process.Log.Trim().Split('\n'));
        Assert.StartsWith("proximad: ", line, StringComparison.Ordinal);
        Assert.Contains(state, line, StringComparison.Ordinal);
        Assert.Contains("No space left on device", line, StringComparison.Ordinal);
        Assert.Equal(1, node.Process.ExitCode);
    }

    [Fact]
    public async Task While_the_disk_is_full_nothing_is_acknowledged_and_answers_go_on_and_with_room_samples_are_taken_again()
    {
        Require.Root();
        Require.Tool("dig", "bind9-dnsutils");
        await using var disk = await TinyDisk.Mount("8m");
        await using var node = new FullDiskNode(Path.Combine(disk.Path, "state"));
        using var api = await node.Api();
        var acknowledged = FullDiskNode.SamplesAtOnce;
        Assert.Equal(HttpStatusCode.OK, await node.Post(api));
        await Until.Holds(async () => await node.CountAnswers(clients: 1) == 1, Deadlines.Step, () => node.Process.Log);

        // What the database already holds of the disk it may still use, so not the very next report is the one without room.
        HttpStatusCode reply;
        do
        {
            disk.Fill();
            reply = await node.Post(api);
            acknowledged += reply == HttpStatusCode.OK ? FullDiskNode.SamplesAtOnce : 0;
            Assert.True(acknowledged < 200 * FullDiskNode.SamplesAtOnce, "the disk never became full");
        }
        while (reply == HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply);
        disk.Fill();
        var before = await Status(api);
        Assert.Contains(before.GetProperty("troubles").EnumerateArray(), trouble => trouble.GetString()!.Contains("the disk is full", StringComparison.Ordinal));

        // Each client network is remembered in the report, which is on that disk too.
        Assert.Equal(400, await node.CountAnswers(clients: 400));
        var full = await Status(api);
        Assert.Equal(before.GetProperty("serve").GetProperty("pid").GetInt32(), full.GetProperty("serve").GetProperty("pid").GetInt32());
        Assert.Equal(acknowledged, full.GetProperty("samples").GetProperty("stored").GetInt64());

        disk.Free();
        await Until.Holds(async () => await node.Post(api) == HttpStatusCode.OK, Deadlines.Step, () => node.Process.Log);
        await Until.Holds(async () => (await Status(api)).GetProperty("troubles").GetArrayLength() == 0, Deadlines.Step, () => node.Process.Log);
        Assert.Equal(400, await node.CountAnswers(clients: 400));
        Assert.Equal(acknowledged + FullDiskNode.SamplesAtOnce, (await Status(api)).GetProperty("samples").GetProperty("stored").GetInt64());
        Assert.Equal(0, (await Status(api)).GetProperty("serve").GetProperty("restarts").GetInt32());
    }

    private static async Task<JsonElement> Status(HttpClient api)
    {
        using var status = JsonDocument.Parse(await api.GetStringAsync("/api/v1/status"));
        return status.RootElement.Clone();
    }
}
