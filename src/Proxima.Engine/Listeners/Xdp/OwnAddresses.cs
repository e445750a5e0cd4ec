using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Text;
using Proxima.Engine.Listeners.Native;

namespace Proxima.Engine.Listeners.Xdp;

/// <summary>The addresses whose queries are ours: those listened on, and for "any address" all that this machine has now.</summary>
internal static class OwnAddresses
{
    public static IReadOnlyList<IPEndPoint> Of(IReadOnlyList<IPEndPoint> listening)
    {
        var machine = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => new IPAddress(unicast.Address.GetAddressBytes()))
            .ToList();
        return
        [
            .. listening.SelectMany(at => at.Address.Equals(IPAddress.Any) || at.Address.Equals(IPAddress.IPv6Any)
                    ? machine.Where(address => address.AddressFamily == at.AddressFamily).Select(address => new IPEndPoint(address, at.Port))
                    : [new IPEndPoint(new IPAddress(at.Address.GetAddressBytes()), at.Port)])
                .Where(at => !IPAddress.IsLoopback(at.Address))
                .Distinct(),
        ];
    }
}

/// <summary>The kernel's number of an interface.</summary>
internal static unsafe class InterfaceIndex
{
    /// <summary>0: there is none of this name.</summary>
    public static int Of(string name)
    {
        fixed (byte* octets = Encoding.UTF8.GetBytes(name + '\0'))
        {
            return (int)Libc.InterfaceIndex(octets);
        }
    }
}
