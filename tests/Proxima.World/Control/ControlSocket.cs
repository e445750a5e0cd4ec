using System.Net.Sockets;
using System.Text;

namespace Proxima.World;

/// <summary>
/// The world's control socket: a Unix datagram socket, one line a datagram, one datagram back (<c>ok</c>,
/// <c>error: COLUMN: what</c>, or the text of <c>show</c>). Served by the forwarder between two packets.
/// </summary>
internal sealed class ControlSocket : IDisposable
{
    public const int MaxLineLength = 1024, MaxReplyLength = 128 * 1024;

    private readonly Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly byte[] line = new byte[MaxLineLength + 1];
    private readonly Func<string, string> answer;

    /// <param name="path">Where the socket is made.</param>
    /// <param name="answer">From a line to its reply; an empty reply stops the world.</param>
    public ControlSocket(string path, Func<string, string> answer)
    {
        this.answer = answer;
        this.socket.Bind(new UnixDomainSocketEndPoint(path));
    }

    public int Fd => (int)this.socket.Handle;

    /// <summary>Takes one waiting line and answers it. False when it was <c>stop</c>.</summary>
    public bool ServeOne()
    {
        System.Net.EndPoint from = new UnixDomainSocketEndPoint("/unnamed");
        var length = this.socket.ReceiveFrom(this.line, ref from);
        var reply = length > MaxLineLength ? $"error: the line is longer than {MaxLineLength} octets\n" : this.answer(Encoding.UTF8.GetString(this.line, 0, length));
        Reply(reply.Length == 0 ? "ok\n" : reply, from);
        return reply.Length > 0;
    }

    public void Dispose() => this.socket.Dispose();

    private void Reply(string text, System.Net.EndPoint to)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            this.socket.SendTo(bytes.AsSpan(0, Math.Min(bytes.Length, MaxReplyLength)), SocketFlags.None, to);
        }
        catch (SocketException)
        {
            // The asker is gone, or has bound no address to answer to: it did not want to know.
        }
    }
}
