namespace Proxima.Engine.Latency.Prediction;

/// <summary>A place on the globe in degrees, north and east positive.</summary>
public readonly record struct GeoPosition(double LatitudeDegrees, double LongitudeDegrees)
{
    private const double EarthDiameterKm = 12_742;

    /// <summary>Along the great circle, on a sphere: half a percent off at most, and latency is not that exact.</summary>
    public double KilometresTo(in GeoPosition other)
    {
        var lat1 = double.DegreesToRadians(LatitudeDegrees);
        var lat2 = double.DegreesToRadians(other.LatitudeDegrees);
        var dLat = Math.Sin((lat2 - lat1) / 2);
        var dLon = Math.Sin(double.DegreesToRadians(other.LongitudeDegrees - LongitudeDegrees) / 2);
        var h = (dLat * dLat) + (Math.Cos(lat1) * Math.Cos(lat2) * dLon * dLon);
        return EarthDiameterKm * Math.Asin(Math.Sqrt(Math.Clamp(h, 0, 1)));
    }
}
