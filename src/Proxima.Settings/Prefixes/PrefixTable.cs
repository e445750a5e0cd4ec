using Proxima.Dns.Text;
using Proxima.Engine.Latency;

namespace Proxima.Settings.Prefixes;

/// <summary>Takes one line of a prefix table: the network and the figure of each site by the site's index in the steering model.</summary>
public delegate void PrefixRowTaker(Prefix network, ReadOnlySpan<SiteEstimate> bySite);

/// <summary>
/// A text table of latencies, <c>PREFIX site=rtt_ms site=rtt_ms ...</c> a line, <c>#</c> comments: read as a stream of octets, since such
/// tables have millions of lines. Errors are the first <see cref="MaxErrors"/>; <see cref="ErrorCount"/> counts them all.
/// </summary>
public sealed record PrefixTable(int Rows, long ErrorCount, IReadOnlyList<TextError> Errors)
{
    public const int MaxErrors = 100;

    /// <summary>Octets of a line: 255 sites with the longest names fit.</summary>
    public const int MaxLineLength = 32_768;

    /// <summary>Rows of a table.</summary>
    public const int MaxRows = 16_000_000;

    /// <summary>Reads the file and hands every good line to <paramref name="take"/>, the bad ones being errors.</summary>
    public static PrefixTable Read(string path, IReadOnlyList<string> sites, PrefixRowTaker take)
    {
        ArgumentNullException.ThrowIfNull(take);
        var errors = new FirstErrors(path, MaxErrors);
        var lines = new PrefixLine(sites, errors);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            ReadLines(stream, lines, errors, take);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new PrefixTable(0, 1, [SourceText.Unreadable(path, e)]);
        }

        return new PrefixTable(lines.Rows, errors.Count, errors.Kept);
    }

    private static void ReadLines(FileStream stream, PrefixLine lines, FirstErrors errors, PrefixRowTaker take)
    {
        var buffer = new byte[MaxLineLength * 8];
        var filled = 0;
        var number = 0;
        while (stream.Read(buffer, filled, buffer.Length - filled) is var got && (got > 0 || filled > 0))
        {
            filled += got;
            var rest = new ReadOnlySpan<byte>(buffer, 0, filled);
            while (rest.IndexOf((byte)'\n') is var end && (end >= 0 || (got == 0 && !rest.IsEmpty)))
            {
                var line = end < 0 ? rest : rest[..end];
                rest = end < 0 ? [] : rest[(end + 1)..];
                number++;
                if (!lines.Parse(line, number, take))
                {
                    return;
                }
            }

            if (rest.Length > MaxLineLength)
            {
                errors.Add(number + 1, 1, $"line of more than {MaxLineLength} octets", "a shorter one; reading stops here");
                return;
            }

            filled = rest.Length;
            rest.CopyTo(buffer);
        }
    }
}
