using System.Buffers.Text;
using System.Text;
using Proxima.Engine.Latency;
using Proxima.Settings.Values;

namespace Proxima.Settings.Prefixes;

/// <summary>Parses the lines of a prefix table into one row that is used again for each: no string is made for a line without an error.</summary>
internal sealed class PrefixLine(IReadOnlyList<string> sites, FirstErrors errors)
{
    /// <summary>The longest IPv6 address in text with its length behind it.</summary>
    private const int MaxPrefixTextLength = 49;

    private readonly byte[][] siteNames = [.. sites.Select(Encoding.UTF8.GetBytes)];
    private readonly SiteEstimate[] bySite = new SiteEstimate[sites.Count];
    private readonly Dictionary<Prefix, int> lines = [];
    private int expectedSite;

    public int Rows { get; private set; }

    /// <summary>False when the table is full: nothing more is to be parsed.</summary>
    public bool Parse(ReadOnlySpan<byte> line, int number, PrefixRowTaker take)
    {
        var comment = line.IndexOf((byte)'#');
        var text = comment < 0 ? line : line[..comment];
        var at = 0;
        var first = NextField(text, ref at, out var column);
        if (first.IsEmpty)
        {
            return true;
        }

        var before = errors.Count;
        if (TryParseNetwork(first, number, column, out var network))
        {
            if (!lines.TryAdd(network, number))
            {
                errors.Add(number, column, $"{network} a second time", $"each prefix once (the first is in line {lines[network]})");
            }
            else if (lines.Count > PrefixTable.MaxRows)
            {
                errors.Add(number, 1, $"more than {PrefixTable.MaxRows} rows", "a smaller table");
                return false;
            }
        }

        ParseFigures(text, at, number);
        if (errors.Count == before)
        {
            take(network, bySite);
            Rows++;
        }

        return true;
    }

    private void ParseFigures(ReadOnlySpan<byte> text, int at, int number)
    {
        bySite.AsSpan().Fill(SiteEstimate.Unknown);
        expectedSite = 0;
        var count = 0;
        for (var field = NextField(text, ref at, out var column); !field.IsEmpty; field = NextField(text, ref at, out column))
        {
            count++;
            var equals = field.IndexOf((byte)'=');
            if (equals < 0)
            {
                errors.Add(number, column, $"'{Encoding.UTF8.GetString(field)}'", "site=rtt_ms, as fra=12.5");
            }
            else if (TryFindSite(field[..equals], number, column, out var site))
            {
                ParseFigure(field[(equals + 1)..], site, number, column + equals + 1);
            }
        }

        if (count == 0)
        {
            errors.Add(number, text.TrimEnd(" \t\r"u8).Length + 1, "prefix without figures", "site=rtt_ms ...");
        }
    }

    private void ParseFigure(ReadOnlySpan<byte> text, int site, int number, int column)
    {
        if (bySite[site].Rtt.IsKnown)
        {
            errors.Add(number, column, $"site '{sites[site]}' a second time in this line", "each site once");
        }
        else if (RttText.TryParse(text, out var rtt))
        {
            bySite[site] = SiteEstimate.Given(rtt);
        }
        else
        {
            errors.Add(number, column, $"rtt '{Encoding.UTF8.GetString(text)}'", RttText.Expected);
        }
    }

    // Tables name the sites in the same order line after line, mostly that of the steering file.
    private bool TryFindSite(ReadOnlySpan<byte> name, int number, int column, out int site)
    {
        for (var step = 0; step < siteNames.Length; step++)
        {
            site = expectedSite + step;
            site -= site >= siteNames.Length ? siteNames.Length : 0;
            if (name.SequenceEqual(siteNames[site]))
            {
                expectedSite = site + 1;
                return true;
            }
        }

        var word = Encoding.UTF8.GetString(name);
        errors.Add(number, column, $"unknown site '{word}'", KnownWord.Expected(word, sites, "site"));
        site = -1;
        return false;
    }

    private bool TryParseNetwork(ReadOnlySpan<byte> field, int number, int column, out Prefix network)
    {
        if (!TryParsePrefix(field, out var address, out network))
        {
            errors.Add(number, column, $"'{Encoding.UTF8.GetString(field)}' is no prefix", "a prefix, as 192.0.2.0/24 or 2001:db8::/48");
        }
        else if (network.High != address.High || network.Low != address.Low)
        {
            errors.Add(number, column, $"'{Encoding.UTF8.GetString(field)}' has address bits beyond its length", network.ToString());
        }
        else if (network.IsIPv6 && network.Length > LatencyMap.MaxIPv6Length)
        {
            errors.Add(number, column, $"'{network}' is longer than the latency map tells apart", $"at most /{LatencyMap.MaxIPv6Length}");
        }
        else
        {
            return true;
        }

        return false;
    }

    private static bool TryParsePrefix(ReadOnlySpan<byte> field, out Prefix address, out Prefix network)
    {
        Span<char> text = stackalloc char[MaxPrefixTextLength];
        (address, network) = (default, default);
        var slash = field.IndexOf((byte)'/');
        var addressText = slash < 0 ? field : field[..slash];
        if (field.Length > MaxPrefixTextLength
            || !Prefix.TryParse(text[..Encoding.Latin1.GetChars(addressText, text)], out address)
            || (!address.IsIPv6 && addressText.Count((byte)'.') != 3))
        {
            return false;
        }

        var length = address.MaxLength;
        if (slash >= 0 && (!Utf8Parser.TryParse(field[(slash + 1)..], out length, out var used) || used + slash + 1 != field.Length || length < 0 || length > address.MaxLength))
        {
            return false;
        }

        network = address.Truncate(length);
        return true;
    }

    /// <summary>The next run of octets that are no blanks, its column from 1; empty at the end.</summary>
    private static ReadOnlySpan<byte> NextField(ReadOnlySpan<byte> text, ref int at, out int column)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            at++;
        }

        var start = at;
        column = start + 1;
        while (at < text.Length && text[at] is not ((byte)' ' or (byte)'\t' or (byte)'\r'))
        {
            at++;
        }

        return text[start..at];
    }
}
