namespace Proxima.Engine.Latency.Prediction;

/// <summary>What is known of one network when it is predicted.</summary>
/// <param name="RttMs">Own measurements by site; NaN where none.</param>
/// <param name="Position">Where the geolocation database places it; null: not told.</param>
/// <param name="Mates">RTTs by site of measured networks of the same covering prefix; a few are enough.</param>
public readonly record struct NetworkEvidence(ReadOnlyMemory<double> RttMs, GeoPosition? Position, IReadOnlyList<double[]> Mates)
{
    /// <summary>By site, how doubtful the own measurement is: 0 stands on many fresh samples, 1 on one of long ago. Empty: none is.</summary>
    public ReadOnlyMemory<double> Doubts { get; init; }

    /// <summary>RTTs by site of measured networks of the same autonomous system.</summary>
    public IReadOnlyList<double[]> SystemMates { get; init; } = [];

    /// <summary>RTTs by site of measured networks of the same country. They count only where no position is known.</summary>
    public IReadOnlyList<double[]> CountryMates { get; init; } = [];
}
