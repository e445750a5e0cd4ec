using Proxima.Measurement.Uplink;
using Proxima.Settings.Node;

namespace Proxima.Control.Intake;

/// <summary>What this node asks agents to measure, and how fast at most: one answer for those over HTTP and for its own.</summary>
public sealed class TargetOffer(TargetList targets, MeasureSettings measure)
{
    public TargetsReply Current() => new(
        measure.ProbesPerSecond,
        measure.PerTargetPerSecond,
        (long)measure.Interval.TotalMilliseconds,
        [.. targets.MostAsked.Select(row => new TargetEntry(row.Network.ToString(), row.Address.ToString(), row.IsResolver, row.Queries))]);
}
