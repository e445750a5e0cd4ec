using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Proxima.Engine.Steering;

/// <summary>Lists of sites and rules about clients as they lie in a snapshot: the number of lists, each list behind its length, then 16 octets a rule.</summary>
internal static class SitesAndRules
{
    public static byte[] Write(IReadOnlyList<byte[]> lists, IReadOnlyList<NetworkRule> rules)
    {
        var octets = new List<byte> { (byte)lists.Count, (byte)(lists.Count >> 8) };
        foreach (var list in lists)
        {
            octets.Add((byte)list.Length);
            octets.AddRange(list);
        }

        return [.. octets, .. MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(rules.ToList()))];
    }

    public static (byte[][] Lists, NetworkRule[] Rules) Read(ReadOnlySpan<byte> octets)
    {
        var lists = new byte[BinaryPrimitives.ReadUInt16LittleEndian(octets)][];
        octets = octets[2..];
        for (var i = 0; i < lists.Length; i++)
        {
            lists[i] = octets.Slice(1, octets[0]).ToArray();
            octets = octets[(1 + octets[0])..];
        }

        return (lists, MemoryMarshal.Cast<byte, NetworkRule>(octets.ToArray()).ToArray());
    }
}
