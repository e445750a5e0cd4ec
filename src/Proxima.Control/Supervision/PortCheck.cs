using System.Net;
using System.Net.Sockets;

namespace Proxima.Control.Supervision;

/// <summary>
/// Whether addresses are free to listen on. The data plane binds with SO_REUSEPORT, so that its successor can start before it ends; two
/// nodes of one user would then share a port without a word and each get half of the queries. Hence asked here, without that option.
/// </summary>
public static class PortCheck
{
    /// <exception cref="DataPlaneException">One cannot be bound; the message names it and why.</exception>
    public static void EnsureFree(IEnumerable<IPEndPoint> addresses)
    {
        foreach (var address in addresses.Where(address => address.Port != 0))
        {
            TryBind(address, SocketType.Dgram, ProtocolType.Udp);
            TryBind(address, SocketType.Stream, ProtocolType.Tcp);
        }
    }

    private static void TryBind(IPEndPoint address, SocketType type, ProtocolType protocol)
    {
        using var socket = new Socket(address.AddressFamily, type, protocol);
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            socket.Bind(address);
            if (type == SocketType.Stream)
            {
                socket.Listen(1);
            }
        }
        catch (SocketException e)
        {
            var why = e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "the port is taken by another program",
                SocketError.AccessDenied => "ports below 1024 need root or CAP_NET_BIND_SERVICE",
                SocketError.AddressNotAvailable => "this machine has no such address",
                _ => e.Message,
            };
            throw new DataPlaneException($"cannot listen on {address} ({protocol.ToString().ToUpperInvariant()}): {why}");
        }
    }
}
