using Proxima.Engine.Latency;

namespace Proxima.Measurement.Passive;

/// <summary>What is kept of a client's address: its network, /24 or /48, so that measurement follows no single person.</summary>
internal static class ClientNetwork
{
    public const int IPv4Length = 24;
    public const int IPv6Length = 48;

    public static Prefix Of(in Prefix address) => address.Truncate(address.IsIPv6 ? IPv6Length : IPv4Length);

    /// <summary>False for this machine itself and for neighbours on its own link: no answers are steered for them.</summary>
    public static bool IsRemote(in Prefix address) => address.IsIPv6
        ? address.High >> 16 != 0 && address.High >> 54 != 0xFE80 >> 6
        : address.High >> 56 is not (127 or 0) && address.High >> 48 != 0xA9FE;

    /// <summary>The middle one; of an even number the lower of the two.</summary>
    public static Rtt Median(List<Rtt> rtts)
    {
        rtts.Sort();
        return rtts[(rtts.Count - 1) / 2];
    }
}
