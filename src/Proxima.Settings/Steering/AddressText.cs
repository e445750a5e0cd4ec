using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Proxima.Settings.Steering;

/// <summary>Addresses that an A or AAAA record can hold. The BCL also takes <c>1</c>, <c>0x7f.1</c> and scoped addresses; here they are most likely slips.</summary>
internal static class AddressText
{
    public const string Expected = "an IPv4 or IPv6 address";

    public static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6
            ? !text.Contains('%') && !text.Contains('[') && !address.IsIPv4MappedToIPv6
            : address.ToString() == text);
}
