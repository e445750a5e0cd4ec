using System.Net.Sockets;
using System.Text;

namespace Proxima.Control;

/// <summary>Tells systemd how far the node is (sd_notify(3)): one datagram to the socket named in NOTIFY_SOCKET. Nothing happens without it.</summary>
public sealed class SystemdNotify(string? address)
{
    public void Ready() => Send("READY=1");

    public void Stopping() => Send("STOPPING=1");

    private void Send(string state)
    {
        if (string.IsNullOrEmpty(address))
        {
            return;
        }

        // A leading @ stands for the abstract namespace, whose names start with a zero octet (unix(7)).
        var path = address[0] == '@' ? $"\0{address[1..]}" : address;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            // Whoever watches has gone; there is nobody to tell.
        }
    }
}
