using Proxima.Engine.Latency.Probing;

namespace Proxima.Engine.Latency;

/// <summary>
/// Mean and mean deviation of one path, weighted to the newest samples as TCP does (RFC 6298 section 2, gains 1/8 and 1/4). A sample far
/// from the mean counts only as far as the clip: a stray delay moves little. Three such in a row on one side, or two minutes apart, are no
/// strays: the path changed. 20 octets, because there are tens of millions of them: what needs no more than three digits has a <see cref="Half"/>.
/// </summary>
internal struct PathEstimate
{
    /// <summary>From so many samples on a path knows what is usual for it.</summary>
    public const uint SettledCount = 3;

    private const float ClipDeviations = 3;
    private const float ClipFloorMs = 2;
    private const int StraysThatAreAChange = 3;

    /// <summary>A queue lasts seconds, so samples minutes apart that agree are no chance.</summary>
    private const long ApartMs = 300_000;
    private const int StraysApartThatAreAChange = 2;
    private const float MostWeight = 8;

    // The gains of RFC 6298, upside down: a sample is never less than this part of what it joins.
    private const float LeastShare = 8;
    private const float LeastDeviationShare = 4;
    private const float Log2OfSevenEighths = -0.192645f;

    /// <summary>Packets of one report of a connection that count for its loss: one busy connection must not outshout all others.</summary>
    private const uint MostPackets = 16;

    private float meanMs;

    /// <summary>Unix seconds of the last answered sample, 0: there was none; good until 2106.</summary>
    private uint atS;
    private Half deviationMs;
    private Half loss;

    /// <summary>Samples in the mean, those of a half-life ago counted half: after a gap the next sample counts for more.</summary>
    private Half weight;
    private ushort count;
    private ushort site;
    private Evidence evidence;

    /// <summary>Low bits: clipped samples in a row, above the mean counted up, below it down. The lowest: <see cref="IsChanged"/>.</summary>
    private sbyte straysAndChanged;

    public ushort Site
    {
        readonly get => site;
        init => site = value;
    }

    public readonly uint Count => count;

    public readonly long AtUnixMs => atS * 1000L;

    public readonly float MeanMs => meanMs;

    public readonly Evidence Evidence => evidence;

    /// <summary>What the planner of probes wants to know.</summary>
    public readonly PathNews News => new(AtUnixMs, evidence is Evidence.PassiveTcp or Evidence.DnsOverTcp or Evidence.Beacon, PathNews.LossesOf((double)loss));

    /// <summary>Not in the store as it is now.</summary>
    public bool IsChanged
    {
        readonly get => (straysAndChanged & 1) != 0;
        set => straysAndChanged = (sbyte)((straysAndChanged & ~1) | (value ? 1 : 0));
    }

    private int Strays
    {
        readonly get => straysAndChanged >> 1;
        set => straysAndChanged = (sbyte)((value << 1) | (straysAndChanged & 1));
    }

    /// <summary>Takes a sample whose RTT, if it has one, is <paramref name="rttMs"/> once the bias of its kind is taken off.</summary>
    public void Observe(in LatencySample sample, float rttMs, long halfLifeMs)
    {
        IsChanged = true;
        ObserveFlow(in sample);
        if (!sample.Rtt.IsKnown)
        {
            // A path that only ever lost its probes is the first to go when room is needed.
            return;
        }

        var worth = EvidenceWeight.Of(sample.Evidence).Weight;
        var gapMs = Math.Max(0, sample.AtUnixMs - AtUnixMs);
        var remains = float.Exp2(-gapMs / (float)halfLifeMs);
        var newWeight = (Math.Min((float)weight, MostWeight) * remains) + worth;
        atS = (uint)Math.Max(atS, sample.AtUnixMs / 1000);
        evidence = sample.Evidence;
        var error = rttMs - meanMs;
        var clip = (ClipDeviations * (float)deviationMs) + ClipFloorMs;
        var isStray = count >= SettledCount && Math.Abs(error) > clip;
        Strays = !isStray ? 0 : error > 0 ? Math.Max(0, Strays) + 1 : Math.Min(0, Strays) - 1;
        if (count == 0 || Math.Abs(Strays) >= (gapMs >= ApartMs ? StraysApartThatAreAChange : StraysThatAreAChange))
        {
            Begin(rttMs, worth);
            return;
        }

        error = isStray ? Math.Clamp(error, -clip, clip) : error;
        weight = (Half)newWeight;
        loss = (Half)((float)loss * remains);
        count = (ushort)Math.Min(count + 1, ushort.MaxValue);
        meanMs += error * Math.Max(worth / LeastShare, worth / newWeight);
        var scatter = sample.Flow.Jitter.Microseconds > 0 ? (float)sample.Flow.Jitter.Milliseconds : Math.Abs(error);
        deviationMs = (Half)((float)deviationMs + ((scatter - (float)deviationMs) * Math.Max(worth / LeastDeviationShare, worth / newWeight)));
    }

    /// <summary>What a sample says of loss: a probe is one packet, a connection as many as it sent, up to <see cref="MostPackets"/>.</summary>
    public void ObserveFlow(in LatencySample sample)
    {
        IsChanged = true;
        var packets = Math.Clamp(sample.Flow.Packets, 1, MostPackets);
        var lost = sample.Flow.Packets > 0 ? (float)sample.Flow.Lost / sample.Flow.Packets : sample.Rtt.IsKnown ? 0 : 1;
        loss = (Half)(lost + (((float)loss - lost) * float.Exp2(Log2OfSevenEighths * packets)));
    }

    private void Begin(float rttMs, float worth)
    {
        meanMs = rttMs;
        deviationMs = (Half)(rttMs / 8);
        Strays = 0;
        count = 1;
        weight = (Half)worth;
    }

    /// <summary>
    /// Confidence grows with the samples, and falls with age and loss: n/(n+2), halved per half-life (<paramref name="remains"/> is what is
    /// left of it), times what was not lost. A sample counts for n as its kind weighs.
    /// </summary>
    public readonly SiteEstimate ToEstimate(float remains)
    {
        var samples = count * EvidenceWeight.Of(evidence).Weight;
        var confidence = 15 * samples / (samples + 2) * remains * (1 - (float)loss);
        return new(Rtt.FromMilliseconds(meanMs), (byte)Math.Clamp(MathF.Round(confidence), 1, 15), evidence)
        {
            Jitter = Rtt.FromMilliseconds((float)deviationMs),
            Loss = (float)loss,
        };
    }

    public readonly EstimateRow ToRow(in Prefix network) =>
        new(network, site, count == 0 ? Rtt.Unknown : Rtt.FromMilliseconds(meanMs), Rtt.FromMilliseconds((float)deviationMs), count, (double)loss, evidence, AtUnixMs) { Weight = (double)weight, Strays = Strays };

    public void Restore(in EstimateRow row)
    {
        atS = (uint)Math.Clamp(row.AtUnixMs / 1000, 0, uint.MaxValue);
        meanMs = row.Rtt.IsKnown ? (float)row.Rtt.Milliseconds : 0;
        deviationMs = (Half)row.Deviation.Milliseconds;
        loss = (Half)row.Loss;
        count = (ushort)(row.Rtt.IsKnown ? Math.Min(row.Count, ushort.MaxValue) : 0);
        weight = (Half)(row.Rtt.IsKnown ? Math.Clamp(row.Weight, 0, MostWeight + 1) : 0);
        evidence = row.Evidence;
        straysAndChanged = 0;
        Strays = row.Rtt.IsKnown ? Math.Clamp(row.Strays, -StraysThatAreAChange, StraysThatAreAChange) : 0;
    }
}
