namespace Proxima.Engine.Latency;

/// <summary>
/// One site's figure in one row, as it lies in the snapshot: RTT in sixteenths of a millisecond (upper 16 bits), site, confidence (4 bits),
/// evidence (4 bits). With the RTT on top, the numeric order of slots is the order of nearness, and by site where equal.
/// </summary>
public readonly record struct LatencySlot(uint Bits)
{
    /// <summary>What 16 bits hold: a longer RTT is stored as this. Nobody is sent so far while another site is known.</summary>
    public static readonly Rtt LongestRtt = new(LongestSixteenths * 125 / 2);

    private const uint LongestSixteenths = 65_534;

    /// <summary>No figure; sorts after every figure.</summary>
    public static LatencySlot Unknown => new(uint.MaxValue);

    public bool IsKnown => Bits >> 16 <= LongestSixteenths;

    /// <summary>The site's index in the steering model.</summary>
    public byte Site => (byte)(Bits >> 8);

    /// <summary>0 to 15, in fifteenths.</summary>
    public byte Confidence => (byte)((Bits >> 4) & 15);

    public Evidence Evidence => (Evidence)(Bits & 15);

    /// <summary>True when a probe or a person gave the figure for this very prefix.</summary>
    public bool IsOwn => IsKnown && Evidence < Evidence.Covering;

    /// <summary>True when the predictor gave the figure: by alike networks, those of the same autonomous system or country, or geography.</summary>
    public bool IsForetold => IsKnown && Evidence >= Evidence.Alike;

    public Rtt Rtt => IsKnown ? new((Bits >> 16) * 125 / 2) : Rtt.Unknown;

    public static LatencySlot From(int site, in SiteEstimate estimate)
    {
        if (!estimate.Rtt.IsKnown)
        {
            return Unknown;
        }

        var sixteenths = Math.Min(LongestSixteenths, (uint)(((estimate.Rtt.Microseconds * 2UL) + 62) / 125));
        return new((sixteenths << 16) | ((uint)(byte)site << 8) | ((uint)Math.Min(estimate.Confidence, (byte)15) << 4) | ((uint)estimate.Evidence & 15));
    }

    /// <summary>The middle of two figures of one site, on the footing of the first.</summary>
    public static LatencySlot Between(LatencySlot one, LatencySlot other) => new(((((one.Bits >> 16) + (other.Bits >> 16)) / 2) << 16) | (one.Bits & 0xFFFF));

    /// <summary>The same figure under another index of its site.</summary>
    public LatencySlot At(int site) => new((Bits & 0xFFFF_00FF) | ((uint)(byte)site << 8));

    /// <summary>The same figure with what a rung of the ladder says about it.</summary>
    public LatencySlot With(byte confidence, Evidence evidence) => new((Bits & 0xFFFF_FF00) | ((uint)confidence << 4) | (uint)evidence);
}
