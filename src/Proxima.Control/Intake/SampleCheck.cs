using Proxima.Control.Api;
using Proxima.Engine.Latency;
using Proxima.Measurement.Uplink;

namespace Proxima.Control.Intake;

/// <summary>Which samples of a report are fit to be stored. A sample that is not is refused with a reason; the others of its report count.</summary>
public static class SampleCheck
{
    /// <summary>Most samples of one report.</summary>
    public const int MaxSamples = SampleBatch.MaxSamples;

    /// <summary>How far a sender's clock may be from ours, either way.</summary>
    public static readonly TimeSpan MaxClockDifference = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A sample that waited longer than this in a sender's spool says little about today. Less than the estimator's own limit, so that
    /// what is stored is also observed, now and in a replay.
    /// </summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromHours(23);

    public const string BadNetwork = "bad-network";
    public const string BadRtt = "bad-rtt";
    public const string BadKind = "bad-kind";
    public const string BadTime = "bad-time";
    public const string BadFlow = "bad-flow";
    public const string UnknownSite = "unknown-site";

    /// <summary>Null when the report as a whole can be used.</summary>
    public static Problem? Refuse(ReportedBatch request, DateTimeOffset now)
    {
        if (request.Id.Length != 32 || !request.Id.All(char.IsAsciiHexDigit))
        {
            return Problem.BadRequest("bad-batch", "'batch' must be 32 hexadecimal digits");
        }

        if (request.Count > MaxSamples)
        {
            return Problem.TooLarge($"{request.Count} samples, at most {MaxSamples} in one report");
        }

        var difference = now.ToUnixTimeMilliseconds() - (double)request.SentAt;
        return Math.Abs(difference) <= MaxClockDifference.TotalMilliseconds ? null : Problem.BadRequest(
            "clock", $"the sender's clock is {Math.Abs(difference) / 1000:0} s {(difference > 0 ? "behind" : "ahead of")} this node's, at most {MaxClockDifference.TotalSeconds:0} s are allowed: set it by NTP");
    }

    /// <summary>The sample, or the reason why it is none.</summary>
    public static string? TryRead(in ReportedSample item, ushort site, DateTimeOffset now, out LatencySample sample)
    {
        sample = default;
        if (!item.IsNetwork || !IsClientNetwork(item.Network))
        {
            return BadNetwork;
        }

        if (item.RttUs is { } us && (us < 1 || us > LatencyEstimator.LongestRtt.Microseconds))
        {
            return BadRtt;
        }

        if (item.Kind is not { } kind)
        {
            return BadKind;
        }

        var age = now.ToUnixTimeMilliseconds() - (double)item.At;
        if (age < -LatencyEstimator.MaxClockSkewMs || age > MaxAge.TotalMilliseconds)
        {
            return BadTime;
        }

        if (!TryReadFlow(in item, out var flow))
        {
            return BadFlow;
        }

        sample = new LatencySample(item.Network, site, item.RttUs is { } rtt ? new Rtt((uint)rtt) : Rtt.Unknown, kind, item.At) { Flow = flow };
        return null;
    }

    private static bool TryReadFlow(in ReportedSample entry, out Flow flow)
    {
        flow = default;
        if (entry.JitterUs < 0 || entry.JitterUs > LatencyEstimator.LongestRtt.Microseconds || entry.Packets is < 0 or > uint.MaxValue ||
            entry.Lost < 0 || entry.Lost > entry.Packets || entry.Connection is < 0 or > uint.MaxValue)
        {
            return false;
        }

        flow = new Flow(new Rtt((uint)entry.JitterUs), (uint)entry.Packets, (uint)entry.Lost, (uint)entry.Connection);
        return true;
    }

    // What the report of the answering side names: /24 and /48, or a wider network that a resolver sent.
    private static bool IsClientNetwork(in Prefix network) => network.IsIPv6 ? network.Length is >= 16 and <= 48 : network.Length is >= 8 and <= 24;
}
