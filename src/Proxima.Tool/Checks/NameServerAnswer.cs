using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Proxima.Dns.Messages;

namespace Proxima.Tool.Checks;

/// <summary>What a name server said to one question, or why there is nothing: <paramref name="Message"/> null with <paramref name="Trouble"/>.</summary>
internal sealed record NameServerAnswer(Message? Message, TimeSpan? Rtt, string Trouble)
{
    /// <summary>Attempts before a server counts as silent: one lost datagram is no outage.</summary>
    public const int Attempts = 2;

    public static async Task<NameServerAnswer> AskAsync(IPEndPoint server, Question question, TimeSpan timeout, CancellationToken cancellation)
    {
        var answer = new NameServerAnswer(null, null, string.Empty);
        for (var attempt = 0; attempt < Attempts && answer.Message is null; attempt++)
        {
            answer = await AskOnceAsync(server, question, timeout, cancellation);
        }

        return answer;
    }

    private static async Task<NameServerAnswer> AskOnceAsync(IPEndPoint server, Question question, TimeSpan timeout, CancellationToken cancellation)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        using var deadline = new CancellationTokenSource(timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        var id = (ushort)RandomNumberGenerator.GetInt32(65536);
        var response = new byte[4096];
        var watch = Stopwatch.StartNew();
        try
        {
            socket.Connect(server);
            socket.Send(Message.Query(id, question).Write());
            while (true)
            {
                var length = await socket.ReceiveAsync(response, SocketFlags.None, either.Token);
                if (Message.TryRead(response.AsSpan(0, length), out var message, out _) && message.Id == id)
                {
                    return new NameServerAnswer(message, watch.Elapsed, string.Empty);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new NameServerAnswer(null, null, $"no answer within {timeout.TotalSeconds:0.#} s, asked {Attempts} times");
        }
        catch (SocketException failure)
        {
            return new NameServerAnswer(null, null, failure.Message);
        }
    }
}
