using Proxima.Engine.Latency;

namespace Proxima.Control.Storage;

/// <summary>What one report brought: the samples that passed the checks, and how many did not, by reason. The id makes a resend harmless.</summary>
public sealed record SampleBatch(string Id, IReadOnlyList<LatencySample> Samples, IReadOnlyDictionary<string, int> Refused, long ReceivedAtUnixMs);

/// <summary>What was acknowledged. <paramref name="LastSample"/> is the id of the batch's last sample; 0 for a resend, which stores nothing.</summary>
public sealed record BatchOutcome(int Accepted, IReadOnlyDictionary<string, int> Refused, bool IsResend, long LastSample);
