using System.Numerics;

namespace Proxima.Engine.Latency;

/// <summary>
/// Neighbouring addresses of one family, both ends included. As in <see cref="Prefix.High"/>, an address is its bits from the left, so that one
/// code serves both families; of an IPv6 address the upper 64 bits count.
/// </summary>
public readonly record struct AddressRange(ulong First, ulong Last)
{
    public static AddressRange All => new(0, ulong.MaxValue);

    /// <summary>
    /// Length of the shortest prefix around <paramref name="address"/> that lies inside the range: one bit more than what the address shares
    /// with the nearest address outside, on either side.
    /// </summary>
    public int ShortestPrefixAround(ulong address)
    {
        var length = First == 0 ? 0 : BitOperations.LeadingZeroCount(address ^ (First - 1)) + 1;
        return Last == ulong.MaxValue ? length : Math.Max(length, BitOperations.LeadingZeroCount(address ^ (Last + 1)) + 1);
    }
}
