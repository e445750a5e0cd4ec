namespace Proxima.Control.Demo;

/// <summary>A place on the globe, in degrees.</summary>
public sealed record DemoPlace(string Name, double Latitude, double Longitude)
{
    private const double EarthRadiusKm = 6371;

    /// <summary>Length of the great circle (haversine formula).</summary>
    public double KilometresTo(DemoPlace other)
    {
        var latitudes = Radians(other.Latitude - Latitude) / 2;
        var longitudes = Radians(other.Longitude - Longitude) / 2;
        var h = Math.Pow(Math.Sin(latitudes), 2)
            + (Math.Cos(Radians(Latitude)) * Math.Cos(Radians(other.Latitude)) * Math.Pow(Math.Sin(longitudes), 2));
        return 2 * EarthRadiusKm * Math.Asin(Math.Sqrt(Math.Min(1, h)));
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}

/// <summary>Where the demo's sites stand and its clients live.</summary>
public static class DemoPlaces
{
    /// <summary>In the order of the steering model.</summary>
    public static IReadOnlyList<DemoPlace> Sites { get; } =
    [
        new("fra", 50.11, 8.68), new("nyc", 40.71, -74.01), new("sjc", 37.34, -121.89),
        new("sin", 1.35, 103.82), new("syd", -33.87, 151.21), new("gru", -23.55, -46.63),
    ];

    public static IReadOnlyList<DemoPlace> Cities { get; } =
    [
        new("Berlin", 52.52, 13.41), new("Tokyo", 35.68, 139.69), new("Denver", 39.74, -104.99), new("London", 51.51, -0.13),
        new("Mumbai", 19.08, 72.88), new("Lima", -12.05, -77.04), new("Toronto", 43.65, -79.38), new("Melbourne", -37.81, 144.96),
        new("Lagos", 6.52, 3.38), new("Madrid", 40.42, -3.70), new("Seattle", 47.61, -122.33), new("Jakarta", -6.21, 106.85),
        new("Istanbul", 41.01, 28.98), new("Miami", 25.76, -80.19), new("Seoul", 37.57, 126.98), new("Auckland", -36.85, 174.76),
        new("Cairo", 30.04, 31.24), new("Santiago", -33.45, -70.67), new("Warsaw", 52.23, 21.01), new("Manila", 14.60, 120.98),
        new("Dallas", 32.78, -96.80), new("Nairobi", -1.29, 36.82), new("Stockholm", 59.33, 18.07), new("Perth", -31.95, 115.86),
        new("Mexico City", 19.43, -99.13), new("Johannesburg", -26.20, 28.05), new("Hanoi", 21.03, 105.85), new("Montreal", 45.50, -73.57),
        new("Bogota", 4.71, -74.07), new("Milan", 45.46, 9.19), new("Taipei", 25.03, 121.57), new("Honolulu", 21.31, -157.86),
    ];
}
