using Proxima.Engine.Latency;

namespace Proxima.Control.Publishing;

/// <summary>What the estimator holds, which samples it refused since the start by reason, and what it threw out for want of room.</summary>
public sealed record EstimateCounts(long Held, IReadOnlyDictionary<string, long> Refused, long Evicted)
{
    /// <summary>The estimator's refusals by the words that status has for them.</summary>
    public static IReadOnlyList<(SampleOutcome Outcome, string Reason)> Refusals { get; } =
    [
        (SampleOutcome.RefusedNetwork, "network"), (SampleOutcome.RefusedZero, "zero"), (SampleOutcome.RefusedTooLong, "too-long"),
        (SampleOutcome.RefusedFuture, "future"), (SampleOutcome.RefusedOld, "old"),
    ];
}
