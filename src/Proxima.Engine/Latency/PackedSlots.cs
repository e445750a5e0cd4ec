using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Proxima.Engine.Latency;

/// <summary>
/// The slots of one row of the snapshot, read in place, the preferred site first. Each takes 19 bits and as many as a site number needs, one
/// behind the other: RTT (11 bits, <see cref="PackedRtt"/>), confidence (4), evidence (4), site. So 32 sites take 96 octets.
/// </summary>
public readonly ref struct PackedSlots
{
    /// <summary>Octets behind a row's own that one reading may touch.</summary>
    internal const int Overhang = sizeof(ulong);

    private const int FootingBits = 8;
    private const uint FootingMask = (1 << FootingBits) - 1;

    private readonly ref readonly byte start;
    private readonly int siteBits;

    internal PackedSlots(ReadOnlySpan<byte> octets, int siteCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, StrideOf(siteCount) + Overhang, nameof(octets));
        start = ref MemoryMarshal.GetReference(octets);
        siteBits = SiteBitsOf(siteCount);
        Length = siteCount;
        while (Length > 0 && RttOf(PackedAt(Length - 1)) == PackedRtt.Unknown)
        {
            Length--;
        }
    }

    /// <summary>Sites with a figure. The others are the last; of most rows there is none.</summary>
    public int Length { get; }

    public LatencySlot this[int place]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)place, (uint)Length, nameof(place));
            var packed = PackedAt(place);
            return new LatencySlot((PackedRtt.SixteenthsOf(RttOf(packed)) << 16) | ((uint)SiteOf(packed) << 8) | ((uint)(packed >> siteBits) & FootingMask));
        }
    }

    /// <summary>The site of a slot: what is asked of each, while of the rest mostly few are needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte SiteAt(int place)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)place, (uint)Length, nameof(place));
        return SiteOf(PackedAt(place));
    }

    public LatencySlot[] ToArray()
    {
        var slots = new LatencySlot[Length];
        for (var place = 0; place < slots.Length; place++)
        {
            slots[place] = this[place];
        }

        return slots;
    }

    /// <summary>Octets of a row.</summary>
    internal static int StrideOf(int siteCount) => ((siteCount * (PackedRtt.Bits + FootingBits + SiteBitsOf(siteCount))) + 7) / 8;

    /// <summary>Packs a row into <paramref name="octets"/>, which has <see cref="Overhang"/> more than the row takes.</summary>
    internal static void Pack(ReadOnlySpan<LatencySlot> slots, int siteCount, Span<byte> octets)
    {
        octets.Clear();
        var bitsOfSite = SiteBitsOf(siteCount);
        for (var place = 0; place < siteCount; place++)
        {
            var slot = place < slots.Length ? slots[place] : LatencySlot.Unknown;
            var site = slot.IsKnown ? slot.Site : 0U;
            var packed = ((((ulong)PackedRtt.Of(slot) << FootingBits) | (slot.Bits & FootingMask)) << bitsOfSite) | site;
            var bit = place * (PackedRtt.Bits + FootingBits + bitsOfSite);
            ref var word = ref octets.Slice(bit >> 3, sizeof(ulong))[0];
            Unsafe.WriteUnaligned(ref word, Unsafe.ReadUnaligned<ulong>(in word) | (packed << (bit & 7)));
        }
    }

    // From the slot's first bit on. The places of a row were checked against the octets once, when it was made.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong PackedAt(int place)
    {
        var bit = place * (PackedRtt.Bits + FootingBits + siteBits);
        return Unsafe.ReadUnaligned<ulong>(in Unsafe.Add(ref Unsafe.AsRef(in start), bit >> 3)) >> (bit & 7);
    }

    private byte SiteOf(ulong packed) => (byte)((uint)packed & ((1U << siteBits) - 1));

    private uint RttOf(ulong packed) => (uint)(packed >> (siteBits + FootingBits)) & PackedRtt.Unknown;

    private static int SiteBitsOf(int siteCount) => siteCount < 2 ? 0 : BitOperations.Log2((uint)siteCount - 1) + 1;
}
