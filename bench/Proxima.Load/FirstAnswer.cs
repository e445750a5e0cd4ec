using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Proxima.Engine.Latency;

namespace Proxima.Load;

/// <summary>How long a server takes from its start to its first answer: it is asked every millisecond.</summary>
internal static class FirstAnswer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="IOException">It ended, or gave no answer in time.</exception>
    public static string Measure(LoadArguments arguments)
    {
        var server = IPEndPoint.Parse(arguments.Required("server"));
        var query = new QueryTemplate(arguments.Required("name"), default(Prefix), isMalformed: false);
        var octets = new byte[query.Length];
        var response = new byte[4096];
        query.CopyTo(octets);
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        socket.Connect(server);
        var start = new ProcessStartInfo(arguments.Free[0], arguments.Free.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        try
        {
            while (Stopwatch.GetElapsedTime(began) is var elapsed && elapsed < Patience && !process.HasExited)
            {
                // Refused while nobody listens yet.
                _ = socket.Send(octets, SocketFlags.None, out _);
                _ = socket.Poll(TimeSpan.FromMilliseconds(1), SelectMode.SelectRead);
                var length = socket.Receive(response, SocketFlags.None, out var error);
                if (error == SocketError.Success && AnswerCheck.Of(response.AsSpan(0, length), query.Question, 0) == Verdict.Right)
                {
                    return FormattableString.Invariant($"start_ms={Stopwatch.GetElapsedTime(began).TotalMilliseconds:0.0}");
                }
            }
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        throw new IOException($"no answer from '{arguments.Free[0]}'");
    }
}
