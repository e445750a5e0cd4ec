using System.Globalization;
using System.Net;
using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Prediction;
using Proxima.Engine.Places;

namespace Proxima.Settings.GeoIp;

/// <summary>
/// A table of places as text: <c>start,end,asn</c>, <c>start,end,country</c> or <c>start,end,lat,lon</c> a line, or with a first line that
/// names its columns (<c>network</c> instead of start and end; any order; others are passed over). <c>#</c> begins a comment line.
/// </summary>
internal sealed class PlaceCsv
{
    public const int MaxErrors = 20;
    private const int MaxLineLength = 4096;
    private const string LineForm = "start,end,asn or start,end,country or start,end,lat,lon";

    private readonly PlaceRanges ranges = new();
    private readonly FirstErrors errors;
    private readonly List<Range> fields = [];
    private PlaceColumn[]? columns;
    private string line = string.Empty;
    private int number;

    private PlaceCsv(FirstErrors errors) => this.errors = errors;

    /// <summary>Every range of the text; of one with errors, <paramref name="errors"/> has the first.</summary>
    public static PlaceRanges Read(TextReader text, FirstErrors errors)
    {
        var table = new PlaceCsv(errors);
        while (text.ReadLine() is { } line)
        {
            table.number++;
            if (line.Length > MaxLineLength)
            {
                errors.Add(table.number, 1, $"line of {line.Length} characters", $"at most {MaxLineLength}");
                break;
            }

            if (line.Length > 0 && line[0] != '#' && !table.Take(line))
            {
                errors.Add(table.number, 1, $"more than {PlaceRanges.MaxRanges} ranges", "a smaller table");
                break;
            }
        }

        if (table.ranges.Count == 0 && errors.Count == 0)
        {
            errors.Add(1, 1, "no range", LineForm);
        }

        if (!table.ranges.TrySort(out var tag, out var earlier))
        {
            errors.Add(tag, 1, $"range overlaps that of line {earlier}", "each address once");
        }

        return table.ranges;
    }

    private bool Take(string text)
    {
        line = text;
        Split();
        if (columns is null)
        {
            columns = PlaceColumns.Of([.. fields.Select(field => line[field])], out var isHeader);
            if (columns.Length == 0)
            {
                // Without columns every line would be an error: one says it.
                errors.Add(number, 1, "columns that are not known", LineForm);
                return true;
            }

            if (isHeader)
            {
                return true;
            }
        }

        return columns.Length == 0 || TakeRange();
    }

    private bool TakeRange()
    {
        IPAddress? start = null, end = null;
        Prefix? network = null;
        CountryCode country = default;
        uint autonomousSystem = 0;
        double latitude = double.NaN, longitude = double.NaN;
        var before = errors.Count;
        for (var i = 0; i < columns!.Length; i++)
        {
            var text = i < fields.Count ? line.AsSpan(fields[i]) : [];
            var isGood = columns[i] switch
            {
                PlaceColumn.Start => IPAddress.TryParse(text, out start),
                PlaceColumn.End => IPAddress.TryParse(text, out end),
                PlaceColumn.Network => Prefix.TryParse(text, out var prefix) && (network = prefix) is not null,
                PlaceColumn.AutonomousSystem => text.IsEmpty || uint.TryParse(PlaceColumns.WithoutAs(text), NumberStyles.None, CultureInfo.InvariantCulture, out autonomousSystem),
                PlaceColumn.Country => text.IsEmpty || text is "-" || CountryCode.TryParse(text, out country),
                PlaceColumn.Latitude => text.IsEmpty || (PlaceColumns.TryParseDegrees(text, out latitude) && Math.Abs(latitude) <= 90),
                PlaceColumn.Longitude => text.IsEmpty || (PlaceColumns.TryParseDegrees(text, out longitude) && Math.Abs(longitude) <= 180),
                _ => true,
            };
            if (!isGood)
            {
                var column = i < fields.Count ? fields[i].Start.Value : line.Length;
                errors.Add(number, column + 1, $"'{text}'", PlaceColumns.ExpectedOf(columns[i]));
            }
        }

        var position = double.IsNaN(latitude) || double.IsNaN(longitude) ? (GeoPosition?)null : new GeoPosition(latitude, longitude);
        return errors.Count != before || !TryRange(start, end, network, out var isIPv6, out var range) || ranges.Add(isIPv6, range, new Place(autonomousSystem, country, position), number);
    }

    private bool TryRange(IPAddress? start, IPAddress? end, Prefix? network, out bool isIPv6, out AddressRange range)
    {
        if (network is { } prefix)
        {
            isIPv6 = prefix.IsIPv6;
            range = new AddressRange(prefix.High, prefix.High | (prefix.Length >= 64 ? 0 : ulong.MaxValue >> prefix.Length));
            return prefix.Length <= LatencyMap.MaxIPv6Length;
        }

        var (first, last) = (Prefix.FromAddress(start!), Prefix.FromAddress(end!));
        isIPv6 = first.IsIPv6;
        range = isIPv6 ? new AddressRange(first.High, last.High) : new AddressRange(first.High, last.High | uint.MaxValue);
        if (isIPv6 != last.IsIPv6 || (first.High, first.Low).CompareTo((last.High, last.Low)) > 0)
        {
            errors.Add(number, 1, $"range from {start} to {end}", "a start that is not behind its end, of one family");
            return false;
        }

        return !isIPv6 || TryWholeSubnets(first.Low, last.Low, ref range);
    }

    // Of IPv6 addresses the upper 64 bits are told apart: what a range has of a subnet at either end is passed over.
    private static bool TryWholeSubnets(ulong firstLow, ulong lastLow, ref AddressRange range)
    {
        var (first, last) = range;
        if (first == last && (firstLow != 0 || lastLow != ulong.MaxValue))
        {
            return false;
        }

        range = new AddressRange(firstLow == 0 ? first : first + 1, lastLow == ulong.MaxValue ? last : last - 1);
        return range.First <= range.Last;
    }

    // Fields may stand in quotes; inside them a comma is text.
    private void Split()
    {
        fields.Clear();
        for (var at = 0; at <= line.Length;)
        {
            var isQuoted = at < line.Length && line[at] == '"';
            var end = isQuoted ? line.IndexOf('"', at + 1) : line.IndexOf(',', at);
            end = end < 0 ? line.Length : end;
            fields.Add(isQuoted ? (at + 1)..end : at..end);
            at = isQuoted && end < line.Length ? Math.Max(end + 1, line.IndexOf(',', end) is var comma and >= 0 ? comma + 1 : line.Length + 1) : end + 1;
        }
    }
}
