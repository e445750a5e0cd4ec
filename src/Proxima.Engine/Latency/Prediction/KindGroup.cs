namespace Proxima.Engine.Latency.Prediction;

/// <summary>Kinds of networks that differ in their mean only, so that one conditioning serves them all.</summary>
/// <param name="Covariance">Around each mean.</param>
/// <param name="Means">Mean log RTTs by site, one array a kind.</param>
/// <param name="LogPriors">Logarithm of each kind's share before anything was measured.</param>
/// <param name="Evidence">What a prediction by these kinds stands on.</param>
internal sealed record KindGroup(Evidence Evidence, double[] Covariance, IReadOnlyList<double[]> Means, double[] LogPriors);
