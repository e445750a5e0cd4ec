using System.Globalization;
using System.Net;
using Proxima.Engine.Places;

namespace Proxima.Settings.GeoIp;

/// <summary>What a column of a table of places holds.</summary>
internal enum PlaceColumn
{
    Other = 0, Start, End, Network, AutonomousSystem, Country, Latitude, Longitude,
}

/// <summary>The columns of a table of places, by their names or by what stands in the first line.</summary>
internal static class PlaceColumns
{
    /// <summary>The columns; none when they tell no place of a range. <paramref name="isHeader"/>: the line named them.</summary>
    public static PlaceColumn[] Of(IReadOnlyList<string> first, out bool isHeader)
    {
        isHeader = !IPAddress.TryParse(first[0], out _);
        var columns = isHeader ? [.. first.Select(Named)] : Guessed(first);
        bool Has(PlaceColumn column) => Array.IndexOf(columns, column) >= 0;
        var tellsWhere = Has(PlaceColumn.Network) || (Has(PlaceColumn.Start) && Has(PlaceColumn.End));
        var tellsWhat = Has(PlaceColumn.AutonomousSystem) || Has(PlaceColumn.Country) || (Has(PlaceColumn.Latitude) && Has(PlaceColumn.Longitude));
        return tellsWhere && tellsWhat ? columns : [];
    }

    public static ReadOnlySpan<char> WithoutAs(ReadOnlySpan<char> text) => text.StartsWith("AS", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;

    public static bool TryParseDegrees(ReadOnlySpan<char> text, out double degrees) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out degrees);

    public static string ExpectedOf(PlaceColumn column) => column switch
    {
        PlaceColumn.Start or PlaceColumn.End => "an address",
        PlaceColumn.Network => "a prefix, as 192.0.2.0/24 or 2001:db8::/48",
        PlaceColumn.AutonomousSystem => "the number of an autonomous system, as 64496 or AS64496",
        PlaceColumn.Country => "two letters, as AT",
        PlaceColumn.Latitude => "degrees from -90 to 90",
        _ => "degrees from -180 to 180",
    };

    private static PlaceColumn Named(string name) => name.Trim().ToLowerInvariant() switch
    {
        "start" or "start_ip" or "range_start" => PlaceColumn.Start,
        "end" or "end_ip" or "range_end" => PlaceColumn.End,
        "network" or "prefix" => PlaceColumn.Network,
        "asn" or "as" or "as_number" or "autonomous_system_number" => PlaceColumn.AutonomousSystem,
        "country" or "country_code" => PlaceColumn.Country,
        "lat" or "latitude" => PlaceColumn.Latitude,
        "lon" or "lng" or "longitude" => PlaceColumn.Longitude,
        _ => PlaceColumn.Other,
    };

    private static PlaceColumn[] Guessed(IReadOnlyList<string> first) => first.Count < 3 ? []
        : CountryCode.TryParse(first[2], out _) ? [PlaceColumn.Start, PlaceColumn.End, PlaceColumn.Country]
        : first.Count > 3 && TryParseDegrees(first[2], out _) && TryParseDegrees(first[3], out _)
            ? [PlaceColumn.Start, PlaceColumn.End, PlaceColumn.Latitude, PlaceColumn.Longitude]
            : [PlaceColumn.Start, PlaceColumn.End, PlaceColumn.AutonomousSystem];
}
