using System.Globalization;
using System.Text;

namespace Proxima.Measurement.Probes;

/// <summary>
/// The head of an HTTP/1.x response and the beginning of its body, read from a connection that is closed after it (RFC 9112). Everything is
/// bounded: a server that never stops talking is cut off, and one that talks nonsense is told apart from one that answers.
/// </summary>
internal sealed class HttpReply
{
    /// <summary>Octets of status line and header fields.</summary>
    public const int MaxHead = 16 * 1024;

    /// <summary>Octets of the body that are looked at, chunk sizes included.</summary>
    public const int MaxBody = 64 * 1024;

    private readonly string head;

    private HttpReply(int status, string head) => (Status, this.head) = (status, head);

    public int Status { get; }

    /// <summary>The beginning of the body, at most <see cref="MaxBody"/> octets; empty unless it was asked for.</summary>
    public string Body { get; private set; } = string.Empty;

    public string? Location => Field("Location");

    /// <summary>Null, with the reason, when what came is no HTTP response.</summary>
    public static async Task<(HttpReply? Reply, string Problem)> ReadAsync(Stream stream, bool wantsBody, CancellationToken cancellation)
    {
        var buffer = new byte[MaxHead];
        var filled = 0;
        int headEnd;
        while ((headEnd = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (filled == buffer.Length)
            {
                return (null, $"no HTTP response: its head is longer than {MaxHead} octets");
            }

            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellation);
            if (read == 0)
            {
                return (null, filled == 0 ? "the connection was closed without a response" : "no HTTP response: it ends before its head does");
            }

            filled += read;
        }

        var lines = Encoding.Latin1.GetString(buffer, 0, headEnd);
        if (!TryReadStatus(lines, out var status))
        {
            return (null, "no HTTP response: it does not begin with HTTP/1.x and a status");
        }

        var reply = new HttpReply(status, lines);
        if (wantsBody)
        {
            reply.Body = await reply.ReadBodyAsync(buffer.AsMemory(headEnd + 4, filled - headEnd - 4), stream, cancellation);
        }

        return (reply, string.Empty);
    }

    private static bool TryReadStatus(string lines, out int status)
    {
        status = 0;
        return lines.StartsWith("HTTP/1.", StringComparison.Ordinal)
            && lines.Length >= 12
            && int.TryParse(lines.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out status)
            && (lines.Length == 12 || lines[12] is ' ' or '\r');
    }

    private string? Field(string name)
    {
        foreach (var line in head.Split("\r\n").Skip(1))
        {
            if (line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                return line[(name.Length + 1)..].Trim();
            }
        }

        return null;
    }

    private async Task<string> ReadBodyAsync(ReadOnlyMemory<byte> begun, Stream stream, CancellationToken cancellation)
    {
        var length = int.TryParse(Field("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var said) ? Math.Min(said, MaxBody) : MaxBody;
        var body = new byte[Math.Max(length, begun.Length)];
        begun.CopyTo(body);
        var filled = begun.Length;
        var isChunked = Field("Transfer-Encoding")?.EndsWith("chunked", StringComparison.OrdinalIgnoreCase) == true;

        // Not waiting for a server to close: the last chunk ends the body too.
        while (filled < length && !(isChunked && body.AsSpan(0, filled).EndsWith("0\r\n\r\n"u8)) && await stream.ReadAsync(body.AsMemory(filled, length - filled), cancellation) is var read and > 0)
        {
            filled += read;
        }

        var octets = body.AsSpan(0, filled);
        return Encoding.UTF8.GetString(isChunked ? Unchunk(octets) : octets);
    }

    /// <summary>The content of the chunks (RFC 9112 section 7.1), as far as they came.</summary>
    private static byte[] Unchunk(ReadOnlySpan<byte> octets)
    {
        var content = new List<byte>(octets.Length);
        while (octets.IndexOf("\r\n"u8) is var end and >= 0)
        {
            var size = octets[..end];
            var extension = size.IndexOf((byte)';');
            if (!int.TryParse(extension < 0 ? size : size[..extension], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var count) || count <= 0)
            {
                break;
            }

            octets = octets[(end + 2)..];
            content.AddRange(octets[..Math.Min(count, octets.Length)]);
            octets = octets[Math.Min(count + 2, octets.Length)..];
        }

        return [.. content];
    }
}
