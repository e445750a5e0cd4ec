namespace Proxima.Engine.Latency.Prediction;

/// <summary>A network that was measured, as a pattern for others. NaN where a site never measured it.</summary>
/// <param name="RttMs">By site.</param>
/// <param name="Position">Where the geolocation database places it.</param>
public sealed record KnownNetwork(double[] RttMs, GeoPosition? Position)
{
    /// <summary>How doubtful its figures are: see <see cref="NetworkEvidence.Doubts"/>.</summary>
    public double Doubt { get; init; }
}
