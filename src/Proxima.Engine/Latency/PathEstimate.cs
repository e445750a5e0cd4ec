namespace Proxima.Engine.Latency;

/// <summary>Limits of the estimator. Memory: about 40 octets a path, and 40 a network.</summary>
/// <param name="MaxPaths">Most (network, site) pairs held.</param>
/// <param name="MaxAgeMs">After this without a sample a figure says nothing (a day).</param>
/// <param name="HalfLifeMs">Time without a sample in which the confidence falls to half (an hour).</param>
public sealed record EstimatorLimits(int MaxPaths = 2_000_000, long MaxAgeMs = 86_400_000, long HalfLifeMs = 3_600_000);

/// <summary>One path's estimate as the store keeps it. Loss is a share from 0 to 1; the time is that of the last answered probe.</summary>
public readonly record struct EstimateRow(Prefix Network, ushort Site, Rtt Rtt, Rtt Deviation, uint Count, double Loss, Evidence Evidence, long AtUnixMs);

/// <summary>
/// Mean and mean deviation of one path, weighted to the newest samples as TCP does (RFC 6298 section 2, gains 1/8 and 1/4). A sample far
/// from the mean counts only as far as the clip: a stray delay moves little. Three such in a row on one side, or two minutes apart, are no
/// strays: the path changed.
/// </summary>
internal struct PathEstimate
{
    private const float ClipDeviations = 3;
    private const float ClipFloorMs = 2;
    private const int StraysThatAreAChange = 3;

    /// <summary>A queue lasts seconds, so samples minutes apart that agree are no chance.</summary>
    private const long ApartMs = 300_000;
    private const int StraysApartThatAreAChange = 2;
    private const uint SettledCount = 3;
    private const float MostWeight = 8;

    public long AtUnixMs;
    public float MeanMs;
    public float DeviationMs;
    public float Loss;

    /// <summary>Samples in the mean, those of a half-life ago counted half: after a gap the next sample counts for more.</summary>
    public float Weight;
    public uint Count;
    public int Next;
    public ushort Site;
    public Evidence Evidence;

    /// <summary>Clipped samples in a row, above the mean counted up, below it down.</summary>
    private sbyte strays;

    public void Observe(in LatencySample sample, long halfLifeMs)
    {
        Loss += ((sample.Rtt.IsKnown ? 0 : 1) - Loss) / 8;
        if (!sample.Rtt.IsKnown)
        {
            // A path that only ever lost its probes is the first to go when room is needed.
            return;
        }

        var gapMs = Math.Max(0, sample.AtUnixMs - AtUnixMs);
        AtUnixMs += gapMs;
        Weight = (Math.Min(Weight, MostWeight) * MathF.Pow(0.5f, gapMs / (float)halfLifeMs)) + 1;
        Evidence = sample.Evidence;
        var rttMs = (float)sample.Rtt.Milliseconds;
        var error = rttMs - MeanMs;
        var clip = (ClipDeviations * DeviationMs) + ClipFloorMs;
        var isStray = Count >= SettledCount && Math.Abs(error) > clip;
        strays = (sbyte)(!isStray ? 0 : error > 0 ? Math.Max(0, (int)strays) + 1 : Math.Min(0, (int)strays) - 1);
        if (Count == 0 || Math.Abs((int)strays) >= (gapMs >= ApartMs ? StraysApartThatAreAChange : StraysThatAreAChange))
        {
            Begin(rttMs);
            return;
        }

        error = isStray ? Math.Clamp(error, -clip, clip) : error;
        Count = Math.Min(Count + 1, uint.MaxValue - 1);
        MeanMs += error * Math.Max(1f / 8, 1f / Weight);
        DeviationMs += (Math.Abs(error) - DeviationMs) * Math.Max(1f / 4, 1f / Weight);
    }

    private void Begin(float rttMs)
    {
        MeanMs = rttMs;
        DeviationMs = rttMs / 8;
        strays = 0;
        Count = 1;
        Weight = 1;
    }

    /// <summary>Confidence grows with the samples, and falls with age and loss: n/(n+2), halved per half-life, times what was not lost.</summary>
    public readonly SiteEstimate ToEstimate(long nowUnixMs, long halfLifeMs)
    {
        var age = Math.Max(0, nowUnixMs - AtUnixMs);
        var confidence = 15.0 * Count / (Count + 2) * Math.Pow(0.5, (double)age / halfLifeMs) * (1 - Loss);
        return new(Rtt.FromMilliseconds(MeanMs), (byte)Math.Clamp(Math.Round(confidence), 1, 15), Evidence);
    }

    public readonly EstimateRow ToRow(in Prefix network) =>
        new(network, Site, Count == 0 ? Rtt.Unknown : Rtt.FromMilliseconds(MeanMs), Rtt.FromMilliseconds(DeviationMs), Count, Loss, Evidence, AtUnixMs);

    public void Restore(in EstimateRow row)
    {
        AtUnixMs = row.AtUnixMs;
        MeanMs = row.Rtt.IsKnown ? (float)row.Rtt.Milliseconds : 0;
        DeviationMs = (float)row.Deviation.Milliseconds;
        Loss = (float)row.Loss;
        Count = row.Rtt.IsKnown ? row.Count : 0;
        Weight = Math.Min(Count, MostWeight);
        Evidence = row.Evidence;
        strays = 0;
    }
}
