using System.Net;
using System.Net.Sockets;
using Proxima.Engine.Latency;

namespace Proxima.Load;

/// <summary>Asks one question again and again.</summary>
internal sealed class Asker : IDisposable
{
    private readonly Socket socket;
    private readonly QueryTemplate query;
    private readonly byte[] octets;
    private readonly byte[] response = new byte[4096];

    /// <param name="arguments"><c>--server</c>, <c>--name</c> and the client's <c>--network</c>, where it has one.</param>
    public Asker(LoadArguments arguments)
    {
        var server = IPEndPoint.Parse(arguments.Required("server"));
        var network = arguments.Has("network") ? Prefix.Parse(arguments.Required("network")) : default;
        query = new QueryTemplate(arguments.Required("name"), network);
        octets = new byte[query.Length];
        query.CopyTo(octets);
        query.Fill(octets, 0, network);
        socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        socket.Connect(server);
    }

    // Refused while nobody listens yet.
    public void Ask() => _ = socket.Send(octets, SocketFlags.None, out _);

    /// <summary>The next answer that is there or comes soon; null: there is none.</summary>
    /// <param name="address">The address that is right; 0: any.</param>
    /// <param name="patience">How long one is waited for, in whole milliseconds.</param>
    public Verdict? Take(uint address, TimeSpan patience)
    {
        _ = socket.Poll(patience, SelectMode.SelectRead);
        var length = socket.Receive(response, SocketFlags.None, out var error);
        return error == SocketError.Success ? AnswerCheck.Of(response.AsSpan(0, length), query.Question, address) : null;
    }

    public void Dispose() => socket.Dispose();
}
