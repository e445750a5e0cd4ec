using Proxima.Engine.Health;
using Proxima.Engine.Health.Agreement;
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
    private long? silentSince;
    private bool isWithheld;

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

    /// <summary>What all monitors of the endpoint say together.</summary>
    public EndpointVerdict Together => verdict;

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
    /// <param name="beganAt">When the attempt began, in timestamps of the one clock all monitors of <paramref name="sight"/> have.</param>
    internal bool Observe(ProbeResult result, Sight sight, long beganAt, out EndpointStatus together)
    {
        lock (gate)
        {
            last = result;
            unclear += result.IsUnclear ? 1 : 0;
            together = verdict.Status;
            var wasWithheld = isWithheld;
            var isChange = result.IsUnclear ? rule.ObserveUnclear() : result.WasSent && IsToCount(result, sight, beganAt) && rule.Observe(result.Ok);
            if (isWithheld && !wasWithheld)
            {
                // Who has seen nobody for a while has nothing to say when it sees again, until it has looked.
                rule.Forget();
                return verdict.Forget(number, out together);
            }

            return isChange && verdict.Take(number, rule.Verdict, out together);
        }
    }

    // A probe that could not be sent is this machine's trouble, and so is silence of everybody: neither must take a healthy endpoint out of answers.
    private bool IsToCount(ProbeResult result, Sight sight, long beganAt)
    {
        if (Settings.Check is FileCheck or PushCheck)
        {
            // Nothing was asked over the network.
            return true;
        }

        if (result.Ok || result.Rtt.IsKnown)
        {
            sight.NoteAnswer(beganAt);
            sight.Release(this);
            (silentSince, isWithheld) = (null, false);
            return true;
        }

        silentSince ??= beganAt;
        if (rule.Verdict == EndpointStatus.Down)
        {
            return true;
        }

        sight.NoteSilence(verdict.Site, beganAt);
        if (rule.IsAboutToFall && silentSince == beganAt && sight.IsTooSoon(verdict.Site, beganAt))
        {
            return false;
        }

        if (rule.IsAboutToFall && sight.IsBlindTo(this, verdict.Site, silentSince.Value))
        {
            isWithheld = true;
            return false;
        }

        if (isWithheld)
        {
            // Somebody answers again: what failed in the dark does not count.
            rule.Restart();
            (silentSince, isWithheld) = (beganAt, false);
        }

        return true;
    }
}

/// <summary>A change of verdict, with the result that brought it.</summary>
public readonly record struct MonitorChange(EndpointMonitor Monitor, EndpointStatus Verdict, ProbeResult Result);
