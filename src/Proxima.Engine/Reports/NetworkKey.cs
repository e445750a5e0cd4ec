using Proxima.Engine.Latency;

namespace Proxima.Engine.Reports;

/// <summary>A client network of at most 48 bits in one word, which is written and read as one. Never zero: that is an empty entry.</summary>
internal static class NetworkKey
{
    // Upper 48 bits: the network. Then its length, its family and a bit that tells an entry from an empty one.
    public static ulong Of(in Prefix network)
    {
        var cut = network.Truncate(48);
        return cut.High | ((ulong)cut.Length << 8) | (cut.IsIPv6 ? 2UL : 0) | 1;
    }

    public static Prefix ToNetwork(ulong key) => Prefix.FromBits((key & 2) != 0, key & ~0xFFFFUL, 0, (int)(key >> 8) & 0xFF);
}
