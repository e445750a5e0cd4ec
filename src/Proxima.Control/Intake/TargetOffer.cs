using Proxima.Engine.Latency;
using Proxima.Measurement.Uplink;
using Proxima.Settings.Node;

namespace Proxima.Control.Intake;

/// <summary>
/// What this node asks agents to measure, and how fast at most: one answer for those over HTTP and for its own. The count of questions is
/// weighed by what a probe from that site is worth, so that each site's budget goes where it can change a decision.
/// </summary>
/// <param name="targets">Client networks that asked.</param>
/// <param name="measure">Budgets.</param>
/// <param name="worthFor">By site, from a network to the worth of a probe to it: see <see cref="ProbeWorth"/>.</param>
public sealed class TargetOffer(TargetList targets, MeasureSettings measure, Func<string, Func<Prefix, double>> worthFor)
{
    public TargetsReply Current(string site)
    {
        var worthOf = worthFor(site);
        return new(
            measure.ProbesPerSecond,
            measure.PerTargetPerSecond,
            (long)measure.Interval.TotalMilliseconds,
            [.. targets.MostAsked
                .Select(row => (Row: row, Weight: row.Queries * worthOf(row.Network)))
                .OrderByDescending(weighed => weighed.Weight)
                .Select(weighed => Entry(weighed.Row, (long)Math.Ceiling(weighed.Weight)))]);
    }

    private static TargetEntry Entry(Storage.TargetRow row, long weight) => new(row.Network.ToString(), row.Address.ToString(), row.IsResolver, weight);
}
