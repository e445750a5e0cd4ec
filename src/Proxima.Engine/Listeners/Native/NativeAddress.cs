using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Proxima.Engine.Latency;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners.Native;

/// <summary>struct sockaddr_in and sockaddr_in6 as octets: family, port, address, and for IPv6 flow and scope (ip(7), ipv6(7)).</summary>
internal static unsafe class NativeAddress
{
    /// <summary>Octets of the larger of the two.</summary>
    public const int MaxLength = 28;

    private const int IPv4Length = 16;

    /// <summary>Writes <paramref name="endPoint"/> and returns its length.</summary>
    public static uint Write(IPEndPoint endPoint, byte* address)
    {
        var isIPv6 = endPoint.AddressFamily == AddressFamily.InterNetworkV6;
        var octets = new Span<byte>(address, MaxLength);
        octets.Clear();
        *(ushort*)address = (ushort)(isIPv6 ? FamilyIPv6 : FamilyIPv4);
        BinaryPrimitives.WriteUInt16BigEndian(octets[2..], (ushort)endPoint.Port);
        endPoint.Address.TryWriteBytes(octets[(isIPv6 ? 8 : 4)..], out _);
        if (isIPv6)
        {
            *(uint*)(address + 24) = (uint)endPoint.Address.ScopeId;
        }

        return (uint)(isIPv6 ? MaxLength : IPv4Length);
    }

    public static int PortOf(byte* address) => BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(address + 2, 2));

    /// <summary>The sender at full length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Prefix ToPrefix(byte* address) => *(ushort*)address == FamilyIPv6
        ? Prefix.FromOctets(new ReadOnlySpan<byte>(address + 8, 16), 128)
        : Prefix.FromOctets(new ReadOnlySpan<byte>(address + 4, 4), 32);
}
