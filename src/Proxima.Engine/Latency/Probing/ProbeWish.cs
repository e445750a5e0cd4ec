namespace Proxima.Engine.Latency.Probing;

/// <summary>A client network as one site's planner sees it.</summary>
/// <param name="Network">Whom to probe.</param>
/// <param name="Questions">What its questions count by now.</param>
/// <param name="Worth">The chance that a probe changes whom it is sent to: <see cref="ProbeWorth"/>.</param>
/// <param name="AutonomousSystem">Who announces it; 0 when unknown.</param>
/// <param name="News">What was heard of the path.</param>
public readonly record struct ProbeWish(Prefix Network, double Questions, double Worth, uint AutonomousSystem, PathNews News);

/// <summary>One path in the plan.</summary>
/// <param name="Wish">Its place in the list of wishes.</param>
/// <param name="Weight">Questions times worth.</param>
/// <param name="Interval">How often it is probed.</param>
/// <param name="DueUnixMs">When it is probed next; in the past: it is late.</param>
public readonly record struct PlannedPath(int Wish, double Weight, TimeSpan Interval, long DueUnixMs);

/// <summary>What a site is to probe within the window.</summary>
/// <param name="Paths">What is due first comes first, of equals what weighs most.</param>
/// <param name="PerSecond">Probes a second that the plan comes to in the long run; never above the budget.</param>
/// <param name="Untried">Networks that this site never tried.</param>
/// <param name="Spared">Networks that clients' own connections keep fresh, so that nobody is probed.</param>
public sealed record ProbePlan(IReadOnlyList<PlannedPath> Paths, double PerSecond, int Untried, int Spared);
