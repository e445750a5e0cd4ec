using System.Numerics;

namespace Proxima.Load;

/// <summary>Times in nanoseconds in buckets 1/64 wide, from 1 ns to centuries: percentiles are exact to 1.6 %.</summary>
internal sealed class LatencyHistogram
{
    private const int Fine = 64;
    private const int FineBits = 6;

    private readonly long[] counts = new long[Fine * (64 - FineBits + 1)];

    public long Count { get; private set; }

    public void Add(long nanoseconds)
    {
        counts[IndexOf((ulong)Math.Max(0, nanoseconds))]++;
        Count++;
    }

    public void Clear()
    {
        Array.Clear(counts);
        Count = 0;
    }

    /// <summary>The time that a share of all are at or below; 0 when there are none.</summary>
    public long Percentile(double share)
    {
        var left = (long)(share * Count);
        for (var i = 0; i < counts.Length; i++)
        {
            left -= counts[i];
            if (left < 0)
            {
                return ValueOf(i);
            }
        }

        return 0;
    }

    private static int IndexOf(ulong value)
    {
        if (value < Fine)
        {
            return (int)value;
        }

        var shift = BitOperations.Log2(value) - FineBits;
        return ((shift + 1) * Fine) + (int)((value >> shift) & (Fine - 1));
    }

    private static long ValueOf(int index) => index < Fine ? index : (long)(Fine + (index % Fine)) << ((index / Fine) - 1);
}
