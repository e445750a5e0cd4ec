using Proxima.Engine.Latency;

namespace Proxima.Measurement.Probes;

/// <summary>The kinds of probe, one explicit line each: adding a kind is one file and one line here. Owns the sockets they share.</summary>
public sealed class ProbeCatalog(TimeProvider time) : IDisposable
{
    private readonly IcmpProbe icmp = new(time);
    private readonly TcpProbe tcp = new(time);
    private readonly DnsProbe dns = new(time);

    public IcmpProbe Icmp => icmp;

    public TcpProbe Tcp => tcp;

    public IProbe? Find(Evidence kind) => kind switch
    {
        Evidence.Icmp => icmp,
        Evidence.Tcp => tcp,
        Evidence.Dns => dns,
        _ => null,
    };

    public void Dispose() => icmp.Dispose();
}
