using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;
using Proxima.Engine.Steering;

namespace Proxima.Measurement.SharedState;

/// <summary>
/// The shared state in memcached, by its meta protocol (mg, ms; protocol.txt of memcached 1.6), over one connection. Connecting is the work
/// of a thread of its own (<see cref="MemcachedConnector"/>), so a question never waits for more than <see cref="Deadline"/>, and for
/// nothing at all while there is no connection. What breaks a connection's dialogue ends it. Any thread.
/// </summary>
public sealed class Memcached : ISharedState, IDisposable
{
    /// <summary>For one request and its reply.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(5);

    private const int MaxReply = 2048;

    private readonly Lock gate = new();
    private readonly byte[] request = new byte[MaxReply];
    private readonly byte[] reply = new byte[MaxReply];
    private readonly MemcachedConnector connector;
    private readonly TimeProvider time;
    private readonly string ttl;

    /// <param name="say">Receives one line at each change of state.</param>
    public Memcached(SharedStateServer server, TimeProvider time, Action<string> say)
    {
        ArgumentNullException.ThrowIfNull(server);
        this.time = time;
        connector = new MemcachedConnector(server, time, say);
        ttl = $" T{(long)server.Ttl.TotalSeconds}";
    }

    public SharedOutcome Get(UInt128 key, Span<byte> value, out int length)
    {
        length = 0;
        lock (gate)
        {
            var size = Start("mg "u8, key);
            size += Append(" v\r\n", size);
            if (!TryAsk(size, hasValue: true, out var line, out var data))
            {
                return SharedOutcome.Unavailable;
            }

            if (line.SequenceEqual("EN"u8))
            {
                return SharedOutcome.Missing;
            }

            // SERVER_ERROR is its word that it cannot at the moment; the dialogue goes on.
            if (!line.StartsWith("VA "u8) || !data.TryCopyTo(value))
            {
                return SharedOutcome.Unavailable;
            }

            length = data.Length;
            return SharedOutcome.Found;
        }
    }

    public SharedOutcome Put(UInt128 key, ReadOnlySpan<byte> value, bool onlyIfMissing)
    {
        lock (gate)
        {
            var size = Start("ms "u8, key);
            size += Append($" {value.Length}{ttl}{(onlyIfMissing ? " ME" : string.Empty)}\r\n", size);
            if (size + value.Length + 2 > request.Length)
            {
                return SharedOutcome.Unavailable;
            }

            value.CopyTo(request.AsSpan(size));
            size += value.Length;
            size += Append("\r\n", size);
            if (!TryAsk(size, hasValue: false, out var line, out _))
            {
                return SharedOutcome.Unavailable;
            }

            return line.SequenceEqual("HD"u8) ? SharedOutcome.Stored : line.SequenceEqual("NS"u8) ? SharedOutcome.Found : SharedOutcome.Unavailable;
        }
    }

    public void Dispose() => connector.Dispose();

    private int Start(ReadOnlySpan<byte> verb, UInt128 key)
    {
        verb.CopyTo(request);
        return verb.Length + Append($"proxima:{key:x32}", verb.Length);
    }

    private int Append(string text, int at) => Encoding.ASCII.GetBytes(text, request.AsSpan(at));

    /// <summary>False: no reply in time, or none that the protocol knows; then the connection is given up.</summary>
    private bool TryAsk(int size, bool hasValue, out ReadOnlySpan<byte> line, out ReadOnlySpan<byte> data)
    {
        line = data = default;
        if (connector.Connection is not { } socket)
        {
            return false;
        }

        try
        {
            if (socket.Send(request.AsSpan(0, size)) == size && TryRead(socket, hasValue, out line, out data))
            {
                connector.Served();
                return true;
            }

            connector.GiveUp($"no reply that can be understood within {Deadline.TotalMilliseconds} ms");
        }
        catch (SocketException e)
        {
            connector.GiveUp(e.Message);
        }

        return false;
    }

    private bool TryRead(Socket socket, bool hasValue, out ReadOnlySpan<byte> line, out ReadOnlySpan<byte> data)
    {
        line = data = default;
        var began = time.GetTimestamp();
        var filled = 0;
        while (filled < reply.Length)
        {
            var left = Deadline - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero || !socket.Poll(left, SelectMode.SelectRead))
            {
                return false;
            }

            var read = socket.Receive(reply.AsSpan(filled));
            if (read == 0)
            {
                return false;
            }

            filled += read;
            var end = reply.AsSpan(0, filled).IndexOf("\r\n"u8);
            if (end < 0)
            {
                continue;
            }

            line = reply.AsSpan(0, end);
            var rest = reply.AsSpan(end + 2, filled - end - 2);
            if (!hasValue || !line.StartsWith("VA "u8))
            {
                return rest.IsEmpty && IsKnown(line);
            }

            if (!Utf8Parser.TryParse(line[3..], out int length, out _) || length < 0 || length > reply.Length - end - 4)
            {
                return false;
            }

            if (rest.Length >= length + 2)
            {
                data = rest[..length];
                return rest.Length == length + 2 && rest.EndsWith("\r\n"u8);
            }
        }

        return false;
    }

    private static bool IsKnown(ReadOnlySpan<byte> line) =>
        line.SequenceEqual("EN"u8) || line.SequenceEqual("HD"u8) || line.SequenceEqual("NS"u8) || line.StartsWith("SERVER_ERROR"u8);
}
