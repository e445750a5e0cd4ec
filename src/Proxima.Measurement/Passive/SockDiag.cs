using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Proxima.Measurement.Passive;

/// <summary>
/// Asks the kernel for the established TCP connections on local ports (sock_diag(7)), as <c>ss -tin</c> does. It needs no privilege. Blocks
/// while the kernel answers: a millisecond for some thousand connections.
/// </summary>
internal static partial class SockDiag
{
    /// <summary>Most connections taken of one dump; the rest are left unread.</summary>
    public const int MaxConnections = 100_000;

    private const int FamilyNetlink = 16;
    private const int TypeDatagramCloseOnExec = 2 | 0x80000;
    private const int NetlinkSockDiag = 4;
    private const int BufferOctets = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Every established connection on these local ports; null, with the reason, when the kernel does not say.</summary>
    public static IReadOnlyList<TcpFigures>? TryRead(IReadOnlyList<int> ports, out string problem)
    {
        problem = string.Empty;
        var connections = new List<TcpFigures>();
        try
        {
            using var socket = Open();
            var buffer = new byte[BufferOctets];
            foreach (var port in ports)
            {
                foreach (var family in (ReadOnlySpan<byte>)[DiagMessages.FamilyIPv4, DiagMessages.FamilyIPv6])
                {
                    Dump(socket, buffer, family, port, connections);
                }
            }

            return connections;
        }
        catch (SocketException failure)
        {
            problem = $"the kernel does not tell its TCP connections: {failure.Message}";
            return null;
        }
    }

    private static void Dump(Socket socket, byte[] buffer, byte family, int port, List<TcpFigures> connections)
    {
        Span<byte> request = stackalloc byte[DiagMessages.RequestLength];
        DiagMessages.WriteRequest(request, family, port);
        socket.Send(request);
        while (true)
        {
            ReadOnlySpan<byte> received = buffer.AsSpan(0, socket.Receive(buffer));
            while (!received.IsEmpty)
            {
                switch (DiagMessages.TakeNext(ref received, out var connection))
                {
                    case DiagPiece.End:
                        return;
                    case DiagPiece.Error:
                        throw new SocketException((int)SocketError.OperationNotSupported);
                    case DiagPiece.Connection when connections.Count < MaxConnections:
                        connections.Add(connection);
                        break;
                }
            }
        }
    }

    private static Socket Open()
    {
        // The base library knows no netlink address family, but it takes the descriptor of one.
        var descriptor = OpenDescriptor(FamilyNetlink, TypeDatagramCloseOnExec, NetlinkSockDiag);
        return descriptor < 0
            ? throw new SocketException(Marshal.GetLastPInvokeError(), Marshal.GetLastPInvokeErrorMessage())
            : new Socket(new SafeSocketHandle(descriptor, ownsHandle: true)) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int OpenDescriptor(int family, int type, int protocol);
}
