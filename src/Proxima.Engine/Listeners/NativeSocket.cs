using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Proxima.Engine.Listeners.Native;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners;

/// <summary>A listening socket, bound. All of one address share its port by SO_REUSEPORT, so a new process can bind before the old one leaves.</summary>
internal sealed unsafe class NativeSocket : IDisposable
{
    /// <summary>Connections that may wait to be accepted.</summary>
    public const int ListenBacklog = 1024;

    /// <summary>
    /// Room for a burst: 2,000 small datagrams are charged about 0.8 KiB each and large ones 2.3 KiB. Without CAP_NET_ADMIN the kernel
    /// grants no more than net.core.rmem_max.
    /// </summary>
    private const int ReceiveBufferOctets = 4 << 20;

    private readonly IPEndPoint at;

    private NativeSocket(int descriptor, IPEndPoint at) => (Descriptor, this.at) = (descriptor, at);

    public int Descriptor { get; }

    /// <summary>The port it got, when 0 was asked for.</summary>
    public int Port { get; private set; }

    /// <summary>
    /// True when each datagram comes with which of our addresses it was sent to: where that is not bound to be one. With one address the kernel knows the
    /// answer's source, and finding, copying and reading it back costs a twentieth of an answer.
    /// </summary>
    public bool TellsAddress { get; private set; }

    /// <summary>Binds for datagrams: blocking.</summary>
    public static NativeSocket? TryBindUdp(IPEndPoint at, out int error) => TryBind(at, TypeDatagram | TypeCloseOnExec, out error);

    /// <summary>Binds and listens for connections, never blocking.</summary>
    public static NativeSocket? TryBindTcp(IPEndPoint at, out int error) => TryBind(at, TypeStream | TypeCloseOnExec | TypeNonBlocking, out error);

    /// <summary>One that listens already, come from another process. Its queue is as long as we would have it from here on.</summary>
    public static NativeSocket AdoptTcp(int descriptor, IPEndPoint at)
    {
        _ = Libc.Listen(descriptor, ListenBacklog);
        return new NativeSocket(descriptor, at) { Port = at.Port };
    }

    /// <summary>
    /// From here on new datagrams go to the other sockets of this port, and what is queued can still be taken and answered: the socket is connected, to
    /// nobody but itself. Without it a datagram that comes between the last look at the queue and the close would be lost.
    /// </summary>
    public void LeaveToOthers()
    {
        var isAny = at.Address.Equals(IPAddress.Any) || at.Address.Equals(IPAddress.IPv6Any);
        var self = !isAny ? at.Address : at.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        var address = stackalloc byte[NativeAddress.MaxLength];

        // Refused, for lack of a route, it stays as it was.
        _ = Libc.Connect(Descriptor, address, NativeAddress.Write(new IPEndPoint(self, Port), address));
    }

    /// <summary>Wakes a thread that waits in a receive, for good; it works on an unconnected datagram socket too, where it returns an error.</summary>
    public void StopReceiving() => _ = Libc.Shutdown(Descriptor, ShutdownReading);

    /// <summary>Datagrams that found the receive buffer full, since the socket was made (SO_MEMINFO, linux/sock_diag.h).</summary>
    public long Dropped()
    {
        const int figures = 9;
        const int drops = 8;
        var memory = stackalloc uint[figures];
        var length = (uint)(figures * sizeof(uint));
        return Libc.GetSocketOption(Descriptor, LevelSocket, OptionMemoryUse, memory, &length) == 0 ? memory[drops] : 0;
    }

    public void Dispose() => _ = Libc.Close(Descriptor);

    private static NativeSocket? TryBind(IPEndPoint at, int type, out int error)
    {
        var isIPv6 = at.AddressFamily == AddressFamily.InterNetworkV6;
        var descriptor = Libc.Socket(isIPv6 ? FamilyIPv6 : FamilyIPv4, type, 0);
        error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (descriptor < 0)
        {
            return null;
        }

        var socket = new NativeSocket(descriptor, at);
        var isDatagram = (type & 0xF) == TypeDatagram;
        socket.SetShared(isIPv6);
        if (isDatagram)
        {
            socket.SetDatagram(isIPv6, at.Address);
        }
        else
        {
            socket.Set(LevelTcp, OptionTcpNoDelay, 1);
        }

        var address = stackalloc byte[NativeAddress.MaxLength];
        var length = NativeAddress.Write(at, address);
        if (Libc.Bind(descriptor, address, length) == 0
            && (isDatagram || Libc.Listen(descriptor, ListenBacklog) == 0)
            && Libc.GetSocketName(descriptor, address, &length) == 0)
        {
            socket.Port = NativeAddress.PortOf(address);
            return socket;
        }

        error = Marshal.GetLastPInvokeError();
        socket.Dispose();
        return null;
    }

    private void SetShared(bool isIPv6)
    {
        Set(LevelSocket, OptionReuseAddress, 1);
        Set(LevelSocket, OptionReusePort, 1);
        if (isIPv6)
        {
            Set(LevelIPv6, OptionIPv6Only, 1);
        }
    }

    private void SetDatagram(bool isIPv6, IPAddress at)
    {
        if (Set(LevelSocket, OptionReceiveBufferForce, ReceiveBufferOctets) != 0)
        {
            Set(LevelSocket, OptionReceiveBuffer, ReceiveBufferOctets);
        }

        TellsAddress = at.Equals(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any);
        if (TellsAddress)
        {
            Set(isIPv6 ? LevelIPv6 : LevelIPv4, isIPv6 ? OptionIPv6ReceivePacketInfo : OptionIPv4PacketInfo, 1);
        }

        Set(isIPv6 ? LevelIPv6 : LevelIPv4, isIPv6 ? OptionIPv6MtuDiscover : OptionIPv4MtuDiscover, MtuDiscoverOmit);
    }

    private int Set(int level, int option, int value) => Libc.SetSocketOption(Descriptor, level, option, &value, sizeof(int));
}
