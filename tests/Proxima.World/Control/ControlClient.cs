using System.Net.Sockets;
using System.Text;

namespace Proxima.World;

/// <summary>Says one line to a running world and returns its reply.</summary>
public static class ControlClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <exception cref="SocketException">No such world, or no reply in 5 s.</exception>
    public static string Say(string worldName, string line)
    {
        var directory = RunFolder.Of(worldName);
        var own = System.IO.Path.Combine(directory.Path, $"asker-{Guid.NewGuid():N}");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
        {
            ReceiveTimeout = (int)Patience.TotalMilliseconds,
        };
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(own));
            socket.SendTo(Encoding.UTF8.GetBytes(line), new UnixDomainSocketEndPoint(directory.ControlPath));
            var reply = new byte[ControlSocket.MaxReplyLength];
            return Encoding.UTF8.GetString(reply, 0, socket.Receive(reply));
        }
        finally
        {
            File.Delete(own);
        }
    }
}
