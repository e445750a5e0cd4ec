using System.Net;
using System.Net.Sockets;
using Proxima.Engine.Answering;
using Proxima.Engine.Health;
using Proxima.Engine.Listeners;
using Proxima.Engine.Reports;
using Proxima.Engine.Snapshots;

namespace Proxima.Tests.Listeners;

public sealed class BindProblemTests
{
    [Fact]
    public void A_taken_port_is_named_and_nothing_stays_bound()
    {
        var port = FreePort.Next();
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, port));

        Assert.False(TryBind(new IPEndPoint(IPAddress.Parse("127.0.0.9"), port), new IPEndPoint(IPAddress.Loopback, port), out var problem));
        Assert.StartsWith($"cannot listen on UDP 127.0.0.1:{port}: another program has it", problem);

        using var free = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        free.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.9"), port));
    }

    [Fact]
    public void An_address_of_another_machine_is_named()
    {
        Assert.False(TryBind(IPEndPoint.Parse("192.0.2.1:0"), null, out var problem));
        Assert.StartsWith("cannot listen on TCP 192.0.2.1:0: this machine has no such address", problem);
    }

    private static bool TryBind(IPEndPoint first, IPEndPoint? second, out string problem)
    {
        var options = new ListenerOptions(1, IsPinned: false, new TcpLimits(Connections: 1));
        var hall = new AnsweringHall(
            new Responder(new HealthTable(1), new ResponderOptions()),
            new CurrentSnapshot(),
            [.. Enumerable.Range(0, 3).Select(_ => new WorkerReport(buckets: 1))],
            TimeProvider.System);
        var isBound = ListenerGroup.TryBind(second is null ? [first] : [first, second], options, hall, out var group, out problem);
        group?.Dispose();
        return isBound;
    }
}
