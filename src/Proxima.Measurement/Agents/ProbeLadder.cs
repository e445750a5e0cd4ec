using Proxima.Engine.Latency;
using Proxima.Measurement.Probes;

namespace Proxima.Measurement.Agents;

/// <summary>One way to get an RTT from a client network.</summary>
public readonly record struct ProbeStep(Evidence Kind, int Port);

/// <summary>
/// Which kind of probe a network is asked with next. Steps are tried in order until one answers; that one is asked first from then on.
/// A single loss does not start the search again: losses are what the estimator wants to see.
/// </summary>
public sealed class ProbeLadder(bool isResolver)
{
    /// <summary>Losses in a row of the step that used to answer, after which the others are tried.</summary>
    public const int LossesBeforeSearch = 3;

    private static ReadOnlySpan<ProbeStep> Steps => new ProbeStep[]
    {
        new(Evidence.Icmp, 0), new(Evidence.Tcp, 443), new(Evidence.Tcp, 80), new(Evidence.Tcp, 53), new(Evidence.Dns, 53),
    };

    private int index;
    private int known = -1;
    private int losses;

    public ProbeStep Current => Steps[index];

    /// <summary>Takes the result of <see cref="Current"/>. True when the measurement is over, false when the new <see cref="Current"/> is to be tried.</summary>
    public bool Observe(ProbeResult result, out bool isLossWorthReporting)
    {
        isLossWorthReporting = false;
        if (result.Rtt.IsKnown)
        {
            known = index;
            losses = 0;
            return true;
        }

        if (index == known)
        {
            // This step has answered before: that it did not now is a loss.
            isLossWorthReporting = result.WasSent;
            losses += result.WasSent ? 1 : 0;
            if (losses < LossesBeforeSearch && result.WasSent)
            {
                return true;
            }
        }

        return !MoveOn(ref isLossWorthReporting, result);
    }

    private bool MoveOn(ref bool isLossWorthReporting, ProbeResult result)
    {
        var next = Next(index);
        if (next >= 0)
        {
            index = next;
            return true;
        }

        // Nothing answered. A kind that never did says nothing of loss; that all were silent does.
        isLossWorthReporting |= known < 0 && result.WasSent;
        index = known < 0 ? 0 : known;
        return false;
    }

    // The order is: the known step, then all others from the first.
    private int Next(int after)
    {
        var from = after == known ? 0 : after + 1;
        for (var i = from; i < Steps.Length; i++)
        {
            if (i != known && (isResolver || Steps[i].Kind != Evidence.Dns))
            {
                return i;
            }
        }

        return -1;
    }
}
