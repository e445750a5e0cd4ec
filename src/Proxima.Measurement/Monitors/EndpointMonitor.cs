using Proxima.Engine.Health;
using Proxima.Engine.Steering;
using Proxima.Measurement.Probes;

namespace Proxima.Measurement.Monitors;

/// <summary>One monitor of one endpoint: what to probe, how often, and to which of the endpoint's verdicts it adds as which monitor.</summary>
public sealed class EndpointMonitor
{
    private readonly Lock gate = new();
    private readonly HealthRule rule;
    private readonly IProbe probe;
    private readonly EndpointVerdict verdict;
    private readonly int number;
    private ProbeResult last;
    private long unclear;

    public EndpointMonitor(IProbe probe, ProbeTarget target, MonitorSettings settings, EndpointVerdict verdict, int number)
    {
        (this.probe, this.verdict, this.number, Target, Settings) = (probe, verdict, number, target, settings);
        rule = new HealthRule(settings.Fall, settings.Rise);
    }

    /// <summary>An endpoint's only monitor.</summary>
    public EndpointMonitor(int slot, IProbe probe, ProbeTarget target, MonitorSettings settings)
        : this(probe, target, settings, new EndpointVerdict(slot, monitors: 1, need: 1), 0)
    {
    }

    public int Slot => verdict.Slot;

    public ProbeTarget Target { get; }

    public MonitorSettings Settings { get; }

    /// <summary>What this monitor alone says, the latest attempt's result, and how many attempts came to no result: for people who ask why.</summary>
    public (EndpointStatus Verdict, ProbeResult Last, long Unclear) Now
    {
        get
        {
            lock (gate)
            {
                return (rule.Verdict, last, unclear);
            }
        }
    }

    internal Task<ProbeResult> AttemptAsync(CancellationToken cancellation) => probe.ProbeAsync(Target, Settings.AttemptTimeout, cancellation);

    /// <summary>True when the verdict about the endpoint changed.</summary>
    internal bool Observe(ProbeResult result, out EndpointStatus together)
    {
        lock (gate)
        {
            last = result;
            unclear += result.IsUnclear ? 1 : 0;

            // A probe that could not be sent is this machine's trouble: it must not take a healthy endpoint out of answers.
            var isChange = result.IsUnclear ? rule.ObserveUnclear() : result.WasSent && rule.Observe(result.Ok);
            together = verdict.Status;
            return isChange && verdict.Take(number, rule.Verdict, out together);
        }
    }
}

/// <summary>A change of verdict, with the result that brought it.</summary>
public readonly record struct MonitorChange(EndpointMonitor Monitor, EndpointStatus Verdict, ProbeResult Result);
