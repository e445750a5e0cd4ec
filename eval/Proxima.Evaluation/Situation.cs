using Proxima.Engine.Latency.Prediction;

namespace Proxima.Evaluation;

/// <summary>One draw of a cold-start track: what is known before, and the clients to be placed.</summary>
/// <param name="Seed">Of what is random in a baseline.</param>
/// <param name="Mesh">The sites.</param>
/// <param name="Warm">Networks measured beforehand.</param>
/// <param name="Cold">Networks that are scored.</param>
internal sealed record Situation(int Seed, SiteMesh Mesh, IReadOnlyList<KnownNetwork> Warm, IReadOnlyList<ColdClient> Cold);

/// <summary>A client that was never measured.</summary>
/// <param name="ProbeMs">What a probe would give, by site.</param>
/// <param name="Truths">What it would then have, by site; each is scored.</param>
/// <param name="Position">Where geolocation places it.</param>
/// <param name="Mates">RTTs of warm networks of the same prefix.</param>
internal sealed record ColdClient(double[] ProbeMs, IReadOnlyList<double[]> Truths, GeoPosition? Position, double[][] Mates)
{
    /// <summary>How doubtful its probes are by the time they are used: the share of confidence that the estimator would not give them.</summary>
    public double Doubt { get; init; }
}
