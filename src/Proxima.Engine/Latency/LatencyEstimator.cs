namespace Proxima.Engine.Latency;

/// <summary>Robust estimate per (client network, site) from samples; pure, driven by the samples' own times. One thread at a time.</summary>
public sealed class LatencyEstimator
{
    public void Observe(in LatencySample sample) => throw new NotImplementedException();
}
