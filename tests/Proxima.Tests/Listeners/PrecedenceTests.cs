using System.Net.Sockets;
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
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void In_the_answering_process_only_the_thread_that_checks_snapshots_gives_way()
    {
        SnapshotFile.Write(folder.In("snapshot"), TestSnapshot.FileOf(1, ZoneText.WithApex("example.org", "www 60 A 192.0.2.1")));
        using var serve = new ServeProcess("--snapshot", folder.In("snapshot"), "--listen", "127.0.0.1:0");
        serve.AwaitReady();

        Assert.True(SpinWait.SpinUntil(() => ThreadPlaces.NicenessOf(serve.Process.Id)["snapshots"].SequenceEqual([ThreadPlaces.NicenessBehind]), Patience));
        var threads = ThreadPlaces.NicenessOf(serve.Process.Id);
        Assert.All(threads["udp"].Concat(threads["tcp"]), niceness => Assert.Equal(ThreadPlaces.OwnNiceness, niceness));
        Assert.NotEmpty(threads["udp"]);
    }

    [Fact]
    public void The_node_gives_way_to_the_data_plane_that_it_starts()
    {
        NodeProcess.WriteFiles(folder);
        using var node = new NodeProcess(folder);
        using var api = node.AwaitApi();
        var dataPlane = ServeRecord.Read(folder.In("state/serve.json"))!.Process.Pid;

        var ofNode = ThreadPlaces.NicenessOf(ThreadPlaces.ParentOf(dataPlane));
        Assert.Equal([ThreadPlaces.OwnNiceness], ofNode["starter"]);
        Assert.All(ofNode.Where(thread => thread.Key != "starter").SelectMany(thread => thread), niceness => Assert.Equal(ThreadPlaces.NicenessBehind, niceness));
        Assert.All(ThreadPlaces.NicenessOf(dataPlane)["udp"], niceness => Assert.Equal(ThreadPlaces.OwnNiceness, niceness));
    }

    [Fact]
    public void Threads_that_answer_go_before_everything_else_except_in_a_flood()
    {
        Assert.SkipUnless(MayBeRealTime(), "this user may not have threads of the real-time class here");
        SnapshotFile.Write(folder.In("snapshot"), TestSnapshot.FileOf(1, ZoneText.WithApex("example.org", "www 60 A 192.0.2.1")));
        using var serve = new ServeProcess("--snapshot", folder.In("snapshot"), "--listen", "127.0.0.1:0", "--workers", "1");
        using var client = new UdpClient();
        client.Connect(serve.AwaitReady()[0]);

        Assert.True(SpinWait.SpinUntil(() => ThreadPlaces.RealTimeOf(serve.Process.Id) is var threads && threads["udp"].Concat(threads["tcp"]).SequenceEqual([true, true]), Patience));
        Assert.DoesNotContain(true, ThreadPlaces.RealTimeOf(serve.Process.Id).Where(threads => threads.Key is not ("udp" or "tcp")).SelectMany(thread => thread));

        // Answers are not taken: the client's buffer overflows, which is no concern of the server's.
        Assert.True(SpinWait.SpinUntil(() => Ask(client, 1000) && ThreadPlaces.RealTimeOf(serve.Process.Id)["udp"].SequenceEqual([false]), Patience));
        Assert.True(SpinWait.SpinUntil(() => Ask(client, 1) && ThreadPlaces.RealTimeOf(serve.Process.Id)["udp"].SequenceEqual([true]), Patience));
    }

    [Fact]
    public void A_thread_that_may_not_go_first_has_turns_of_a_tenth_of_a_millisecond_where_the_kernel_knows_them()
    {
        var scheduling = new ThreadScheduling();
        scheduling.MakeAnswering(urgent: false);
        var (isTaken, turnNs) = (false, 0UL);
        var thread = new Thread(() => (isTaken, turnNs) = Take(scheduling));
        thread.Start();
        thread.Join();

        Assert.True(isTaken);
        Assert.True(turnNs is 0 or 100_000, $"{turnNs} ns");
    }

    private static bool Ask(UdpClient client, int times)
    {
        var query = RawQuery.Build(1);
        for (var i = 0; i < times; i++)
        {
            client.Send(query);
        }

        return true;
    }

    private static bool MayBeRealTime()
    {
        var scheduling = new ThreadScheduling();
        scheduling.MakeAnswering(urgent: true);
        var may = false;
        var thread = new Thread(() => may = Take(scheduling).IsTaken);
        thread.Start();
        thread.Join();
        return may;
    }

    // The turn is 0 before Linux 6.12.
    private static unsafe (bool IsTaken, ulong TurnNs) Take(ThreadScheduling scheduling)
    {
        ThreadScheduling taken;
        var isTaken = ThreadScheduling.TrySet(0, &scheduling);
        return (isTaken, ThreadScheduling.TryGet(0, &taken) ? taken.RuntimeNs : ulong.MaxValue);
    }
}
