using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Proxima.World;

/// <summary>
/// An address and the prefix around it, as written in a world file: <c>10.1.0.1/16</c> answers for all of 10.1.0.0/16,
/// and its host speaks from 10.1.0.1.
/// </summary>
internal sealed record AddressBlock(IPAddress Address, IPNetwork Network)
{
    public bool IsIPv6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    public static bool TryParse(string text, [NotNullWhen(true)] out AddressBlock? block)
    {
        block = null;
        var slash = text.IndexOf('/');
        if (slash < 0 || !IPAddress.TryParse(text.AsSpan(0, slash), out var address)
            || !int.TryParse(text.AsSpan(slash + 1), out var length)
            || length < 0 || length > address.GetAddressBytes().Length * 8)
        {
            return false;
        }

        block = new AddressBlock(address, new IPNetwork(MaskOf(address, length), length));
        return true;
    }

    private static IPAddress MaskOf(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }
}
