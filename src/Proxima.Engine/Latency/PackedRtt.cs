using System.Numerics;
using System.Runtime.CompilerServices;

namespace Proxima.Engine.Latency;

/// <summary>
/// An RTT in 11 bits: sixteenths of a millisecond with 9 significant binary digits. Exact up to 32 ms, within 0.2 % from there on; whole
/// milliseconds stay whole up to 512 ms.
/// </summary>
internal static class PackedRtt
{
    public const int Bits = 11;
    public const uint Unknown = (1 << Bits) - 1;

    /// <summary>2040 ms: a longer one is told as that.</summary>
    public const uint LongestSixteenths = 32_640;

    private const int Digits = 9;

    public static uint Of(LatencySlot slot)
    {
        if (!slot.IsKnown)
        {
            return Unknown;
        }

        var sixteenths = Math.Min(LongestSixteenths, slot.Bits >> 16);
        var shift = Math.Max(0, BitOperations.Log2(sixteenths | 1) - (Digits - 1));
        return ((uint)shift << (Digits - 1)) + ((sixteenths + ((1U << shift) >> 1)) >> shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SixteenthsOf(uint code)
    {
        var shift = Math.Max(code >> (Digits - 1), 1) - 1;
        return (code - (shift << (Digits - 1))) << (int)shift;
    }
}
