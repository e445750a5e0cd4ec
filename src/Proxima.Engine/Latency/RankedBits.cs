using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Latency;

/// <summary>
/// One bit for each of many things in a section, and how many of those before are set: who is set has a place in a list of those alone. Each
/// word has 32 bits, and above them the number of bits set before it.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RankedBits
{
    private const int BitsPerWord = 32;

    public long Offset;

    /// <summary>True when the bit is set. <paramref name="rank"/>: how many before it are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsSet(SectionView section, int number, out int rank)
    {
        var word = section.At<ulong>(Offset + (number / BitsPerWord * (long)sizeof(ulong)));
        var bit = 1U << (number % BitsPerWord);
        rank = (int)(word >> BitsPerWord) + BitOperations.PopCount((uint)word & (bit - 1));
        return ((uint)word & bit) != 0;
    }

    public static RankedBits Append(SectionBuilder section, ReadOnlySpan<bool> bits)
    {
        var words = new ulong[(bits.Length + BitsPerWord - 1) / BitsPerWord];
        var rank = 0UL;
        for (var i = 0; i < bits.Length; i++)
        {
            ref var word = ref words[i / BitsPerWord];
            word |= i % BitsPerWord == 0 ? rank << BitsPerWord : 0;
            word |= bits[i] ? 1UL << (i % BitsPerWord) : 0;
            rank += bits[i] ? 1UL : 0;
        }

        return new RankedBits { Offset = section.Append<ulong>(words) };
    }
}
