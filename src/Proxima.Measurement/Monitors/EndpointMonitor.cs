using Proxima.Engine.Health;
using Proxima.Measurement.Probes;

namespace Proxima.Measurement.Monitors;

/// <summary>One watched endpoint: what to probe, how often, and which health slot the verdict goes to.</summary>
public sealed class EndpointMonitor(int slot, IProbe probe, ProbeTarget target, MonitorSettings settings)
{
    private readonly Lock gate = new();
    private readonly HealthRule rule = new(settings.Fall, settings.Rise);
    private ProbeResult last;

    public int Slot { get; } = slot;

    public ProbeTarget Target { get; } = target;

    public MonitorSettings Settings { get; } = settings;

    /// <summary>The latest attempt's result, for people who ask why.</summary>
    public ProbeResult Last
    {
        get
        {
            lock (gate)
            {
                return last;
            }
        }
    }

    internal Task<ProbeResult> AttemptAsync(CancellationToken cancellation) => probe.ProbeAsync(Target, Settings.AttemptTimeout, cancellation);

    /// <summary>True when the verdict changed.</summary>
    internal bool Observe(ProbeResult result, out EndpointStatus verdict)
    {
        lock (gate)
        {
            last = result;

            // A probe that could not be sent is this machine's trouble: it must not take a healthy endpoint out of answers.
            var isChange = result.WasSent && rule.Observe(result.Ok);
            verdict = rule.Verdict;
            return isChange;
        }
    }
}

/// <summary>A change of verdict, with the result that brought it.</summary>
public readonly record struct MonitorChange(EndpointMonitor Monitor, EndpointStatus Verdict, ProbeResult Result);
