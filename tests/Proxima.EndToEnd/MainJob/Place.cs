namespace Proxima.EndToEnd;

/// <summary>A site or a client network and where on Earth it is, in degrees.</summary>
/// <param name="Index">Makes its addresses.</param>
internal sealed record Place(string Name, double Latitude, double Longitude, int Index)
{
    public string IPv4 => $"10.{Index}.7.9";

    public string IPv6 => $"2001:db8:{Index:x}::9";

    public string IPv4Network => $"10.{Index}.7.0/24";

    public string IPv6Network => $"2001:db8:{Index:x}::/48";

    public string WorldLine => $"host {Name} {IPv4}/24 {IPv6}/48";

    /// <summary>Great-circle distance in km (haversine, mean radius 6371 km).</summary>
    public double DistanceTo(Place other)
    {
        var a = Square(Math.Sin(Radians(other.Latitude - Latitude) / 2))
            + (Math.Cos(Radians(Latitude)) * Math.Cos(Radians(other.Latitude)) * Square(Math.Sin(Radians(other.Longitude - Longitude) / 2)));
        return 2 * 6371 * Math.Asin(Math.Sqrt(a));
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;

    private static double Square(double x) => x * x;
}
