using Proxima.Control.Supervision;
using Proxima.Engine.Listeners;
using Proxima.Engine.Listeners.Native;
using Proxima.Engine.Snapshots;
using Proxima.Tests.Control;
using Proxima.Tests.Snapshots;
using Proxima.Tests.Zones;

namespace Proxima.Tests.Listeners;

/// <summary>What answers goes first, what checks and publishes snapshots gives way, by the kernel's own account.</summary>
public sealed class PrecedenceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void In_the_answering_process_only_the_thread_that_checks_snapshots_gives_way()
    {
        SnapshotFile.Write(folder.In("snapshot"), TestSnapshot.FileOf(1, ZoneText.WithApex("example.org", "www 60 A 192.0.2.1")));
        using var serve = new ServeProcess("--snapshot", folder.In("snapshot"), "--listen", "127.0.0.1:0");
        serve.AwaitReady();

        Assert.True(SpinWait.SpinUntil(() => ThreadNiceness.Of(serve.Process.Id)["snapshots"].SequenceEqual([ThreadNiceness.Behind]), TimeSpan.FromSeconds(20)));
        var threads = ThreadNiceness.Of(serve.Process.Id);
        Assert.All(threads["udp"].Concat(threads["tcp"]), niceness => Assert.Equal(ThreadNiceness.Own, niceness));
        Assert.NotEmpty(threads["udp"]);
    }

    [Fact]
    public void The_node_gives_way_to_the_data_plane_that_it_starts()
    {
        NodeProcess.WriteFiles(folder);
        using var node = new NodeProcess(folder);
        using var api = node.AwaitApi();
        var dataPlane = ServeRecord.Read(folder.In("state/serve.json"))!.Process.Pid;

        var ofNode = ThreadNiceness.Of(ThreadNiceness.ParentOf(dataPlane));
        Assert.Equal([ThreadNiceness.Own], ofNode["starter"]);
        Assert.All(ofNode.Where(thread => thread.Key != "starter").SelectMany(thread => thread), niceness => Assert.Equal(ThreadNiceness.Behind, niceness));
        Assert.All(ThreadNiceness.Of(dataPlane)["udp"], niceness => Assert.Equal(ThreadNiceness.Own, niceness));
    }

    [Fact]
    public void A_thread_that_answers_has_turns_of_a_tenth_of_a_millisecond_where_the_kernel_knows_them()
    {
        var (isFirst, turnNs) = (false, 0UL);
        var thread = new Thread(() => (isFirst, turnNs) = (Precedence.TryAnswerFirst(), TurnOfThisThread()));
        thread.Start();
        thread.Join();

        Assert.True(isFirst);
        Assert.True(turnNs is 0 or 100_000, $"{turnNs} ns");
    }

    // 0 before Linux 6.12.
    private static unsafe ulong TurnOfThisThread()
    {
        ThreadScheduling scheduling;
        return ThreadScheduling.TryGet(0, &scheduling) ? scheduling.RuntimeNs : ulong.MaxValue;
    }
}
