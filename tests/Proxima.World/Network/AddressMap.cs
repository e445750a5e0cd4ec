using System.Buffers.Binary;

namespace Proxima.World;

/// <summary>
/// Which host answers for an address: longest prefix wins. A world has tens of prefixes, so a scan from the longest to the
/// shortest is both simple and fast enough for what a TUN device carries.
/// </summary>
internal sealed class AddressMap
{
    public const int Nobody = -1;

    private readonly Row[] rows;

    public AddressMap(IReadOnlyList<HostDescription> hosts) =>
        rows = [.. hosts.SelectMany((host, i) => host.Blocks.Select(block => RowOf(block, i))).OrderByDescending(row => row.Length)];

    /// <param name="address">4 or 16 bytes, as in the packet.</param>
    public int Find(ReadOnlySpan<byte> address)
    {
        var value = Read(address);
        foreach (ref readonly var row in rows.AsSpan())
        {
            if (row.ByteCount == address.Length && (value & row.Mask) == row.Network)
            {
                return row.Host;
            }
        }

        return Nobody;
    }

    private static Row RowOf(AddressBlock block, int host)
    {
        var bytes = block.Network.BaseAddress.GetAddressBytes();
        var length = block.Network.PrefixLength;
        var mask = length == 0 ? UInt128.Zero : UInt128.MaxValue << ((bytes.Length * 8) - length);
        return new Row(bytes.Length, length, Read(bytes), mask, host);
    }

    private static UInt128 Read(ReadOnlySpan<byte> address) =>
        address.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(address) : BinaryPrimitives.ReadUInt128BigEndian(address);

    private readonly record struct Row(int ByteCount, int Length, UInt128 Network, UInt128 Mask, int Host);
}
