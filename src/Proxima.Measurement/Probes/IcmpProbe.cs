using System.Net;
using System.Net.Sockets;

namespace Proxima.Measurement.Probes;

/// <summary>ICMP echo over IPv4 and IPv6, hundreds at a time on one socket per family. Sockets open at the first probe of their family.</summary>
public sealed class IcmpProbe(TimeProvider time) : IProbe, IDisposable
{
    private readonly Lock gate = new();
    private IcmpSocket? ipv4;
    private IcmpSocket? ipv6;
    private bool isDisposed;

    public async Task<ProbeResult> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation)
    {
        var address = target.Address.IsIPv4MappedToIPv6 ? target.Address.MapToIPv4() : target.Address;
        var socket = SocketFor(address.AddressFamily, out var problem);
        return socket is null ? ProbeResult.NotSent(problem) : await socket.EchoAsync(address, target.Contact, timeout, cancellation);
    }

    /// <summary>Why no ICMP probe can be sent from here, in one line with what to do; null when they can.</summary>
    public string? FindProblem(AddressFamily family) => SocketFor(family, out var problem) is null ? problem : null;

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            ipv4?.Dispose();
            ipv6?.Dispose();
        }
    }

    internal IcmpSocket? SocketFor(AddressFamily family, out string problem)
    {
        lock (gate)
        {
            problem = "the probe is closed";
            if (isDisposed)
            {
                return null;
            }

            ref var socket = ref family == AddressFamily.InterNetwork ? ref ipv4 : ref ipv6;
            if (socket is null || socket.IsClosed)
            {
                socket?.Dispose();
                socket = IcmpSocket.TryOpen(family, time, out problem);
            }

            return socket;
        }
    }
}
