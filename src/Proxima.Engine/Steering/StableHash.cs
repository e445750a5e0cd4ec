using System.Numerics;
using System.Text;

namespace Proxima.Engine.Steering;

/// <summary>64-bit hashes that are the same in every process and version, since snapshots carry them and nodes must agree. Not for untrusted keys of tables.</summary>
public static class StableHash
{
    /// <summary>FNV-1a over the octets (draft-eastlake-fnv), then mixed, since its upper bits alone vary too little over short names.</summary>
    public static ulong Of(ReadOnlySpan<byte> octets)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var octet in octets)
        {
            hash = (hash ^ octet) * 1_099_511_628_211UL;
        }

        return Mix(hash);
    }

    public static ulong Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static ulong Combine(ulong left, ulong right) => Mix(BitOperations.RotateLeft(left, 23) ^ (right * 0x9E3779B97F4A7C15));

    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every input bit moves every output bit.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
