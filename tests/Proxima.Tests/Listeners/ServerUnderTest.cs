using System.Net;
using Proxima.Engine.Answering;
using Proxima.Engine.Health;
using Proxima.Engine.Listeners;
using Proxima.Engine.Reports;
using Proxima.Engine.Snapshots;

namespace Proxima.Tests.Listeners;

/// <summary>Real listeners on an ephemeral port. Without a snapshot they answer SERVFAIL, which is all that tests of the transport need.</summary>
internal sealed class ServerUnderTest : IDisposable
{
    private readonly ListenerGroup listeners;
    private readonly WorkerReport[] reports;

    public ServerUnderTest(string address = "127.0.0.1:0", TcpLimits? limits = null, TimeProvider? time = null, CurrentSnapshot? snapshots = null)
    {
        var options = new ListenerOptions(WorkersPerAddress: 1, IsPinned: false, limits ?? new TcpLimits(Connections: 16));
        reports = [.. Enumerable.Range(0, options.WorkersFor(addresses: 1)).Select(_ => new WorkerReport(buckets: 1))];
        var hall = new AnsweringHall(
            new Responder(new HealthTable(16), new ResponderOptions()), snapshots ?? new CurrentSnapshot(), reports, time ?? TimeProvider.System);
        Assert.True(ListenerGroup.TryBind([IPEndPoint.Parse(address)], options, hall, out var group, out var problem), problem);
        listeners = group!;
    }

    public IPEndPoint EndPoint => listeners.Addresses[0];

    public int Port => EndPoint.Port;

    public static ServerUnderTest Started(string address = "127.0.0.1:0", TcpLimits? limits = null, TimeProvider? time = null, CurrentSnapshot? snapshots = null)
    {
        var server = new ServerUnderTest(address, limits, time, snapshots);
        server.Start();
        return server;
    }

    public void Start() => listeners.Start();

    public long Total(Counter counter) => reports.Sum(report => report.Total(counter));

    /// <summary>Waits until the server has counted so far.</summary>
    public void Await(Counter counter, long total) =>
        Assert.True(SpinWait.SpinUntil(() => Total(counter) >= total, TimeSpan.FromSeconds(20)), $"{counter}: {Total(counter)}, expected {total}");

    public void Dispose() => listeners.Dispose();
}
