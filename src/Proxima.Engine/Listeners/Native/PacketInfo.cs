using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners.Native;

/// <summary>
/// The control message that says which of our addresses a datagram came to (IP_PKTINFO in ip(7), IPV6_PKTINFO in ipv6(7)). Sent back
/// with the response it sets the source address.
/// <code>
///   cmsghdr: length 8 | level 4 | type 4 |  IPv4: interface 4, our address 4, header's address 4  |  IPv6: our address 16, interface 4
/// </code>
/// </summary>
internal static unsafe class PacketInfo
{
    private const int HeaderLength = 16;

    /// <summary>
    /// Clears the interface, so that routing chooses the way back: the way in may not be it. A link-local address means
    /// nothing without its interface and keeps it.
    /// </summary>
    public static void KeepAddressOnly(byte* control, nuint length)
    {
        if (length < HeaderLength + 12)
        {
            return;
        }

        var level = *(int*)(control + 8);
        if (level == LevelIPv4)
        {
            *(int*)(control + HeaderLength) = 0;
        }
        else if (level == LevelIPv6 && !IsLinkLocal(control + HeaderLength))
        {
            *(int*)(control + HeaderLength + 16) = 0;
        }
    }

    private static bool IsLinkLocal(byte* address) => address[0] == 0xFE && (address[1] & 0xC0) == 0x80;
}
