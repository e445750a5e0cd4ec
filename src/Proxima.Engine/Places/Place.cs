using System.Globalization;
using System.Runtime.InteropServices;
using Proxima.Engine.Latency.Prediction;

namespace Proxima.Engine.Places;

/// <summary>
/// What a geolocation database says of some addresses: the autonomous system that announces them, the country, and a position to a
/// hundredth of a degree (about a kilometre; the databases are less exact). Each may be unknown. 12 octets, as it lies in the place file.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Place
{
    private const double StepsPerDegree = 100;

    private readonly uint autonomousSystem;
    private readonly CountryCode country;
    private readonly short latitude;
    private readonly short longitude;
    private readonly ushort hasPosition;

    /// <param name="autonomousSystem">Its number; 0 (which RFC 7607 reserves) when unknown.</param>
    /// <param name="country">The default when unknown.</param>
    /// <param name="position">Degrees, taken modulo nothing: beyond 90 or 180 it is unknown.</param>
    public Place(uint autonomousSystem, CountryCode country, GeoPosition? position)
    {
        this.autonomousSystem = autonomousSystem;
        this.country = country;
        if (position is { LatitudeDegrees: >= -90 and <= 90, LongitudeDegrees: >= -180 and <= 180 } at)
        {
            latitude = (short)Math.Round(at.LatitudeDegrees * StepsPerDegree);
            longitude = (short)Math.Round(at.LongitudeDegrees * StepsPerDegree);
            hasPosition = 1;
        }
    }

    /// <summary>0 when unknown.</summary>
    public uint AutonomousSystem => autonomousSystem;

    public CountryCode Country => country;

    public GeoPosition? Position => hasPosition != 0 ? new GeoPosition(latitude / StepsPerDegree, longitude / StepsPerDegree) : null;

    public bool IsKnown => this != default;

    /// <summary>This place, with what it leaves unknown taken from <paramref name="other"/>.</summary>
    public Place Or(in Place other) => new(
        autonomousSystem != 0 ? autonomousSystem : other.autonomousSystem,
        country.IsKnown ? country : other.country,
        Position ?? other.Position);

    /// <summary>As in <c>AT, AS64496, 48.20 16.37</c>, without what is unknown.</summary>
    public override string ToString() => string.Join(", ", ((string[])
    [
        country.ToString(),
        autonomousSystem != 0 ? string.Create(CultureInfo.InvariantCulture, $"AS{autonomousSystem}") : string.Empty,
        Position is { } at ? string.Create(CultureInfo.InvariantCulture, $"{at.LatitudeDegrees:0.00} {at.LongitudeDegrees:0.00}") : string.Empty,
    ]).Where(part => part.Length > 0));
}
