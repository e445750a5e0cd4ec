using System.Text;
using Proxima.Engine.Answering;
using Proxima.Engine.Latency;

namespace Proxima.Engine.PowerDns;

/// <summary>Who asks, as PowerDNS tells a backend.</summary>
/// <param name="IsInternal">PowerDNS asks for itself (authority, DNSSEC bitmaps): there is no client.</param>
internal readonly record struct BackendClient(QueryOrigin Origin, bool IsInternal)
{
    private const int MaxTextLength = 64;

    /// <summary>How PowerDNS writes that no packet is behind a lookup.</summary>
    private static readonly Prefix Nobody = Prefix.FromBits(isIPv6: false, 0, 0, 32);

    private static readonly Prefix Anybody = Prefix.FromBits(isIPv6: false, 0, 0, 0);

    /// <summary>
    /// From the resolver's address and the network that PowerDNS gives with it: the client subnet, or the resolver's own address at full
    /// length when there is none. A subnet of no bits is a client that wants not to be located (RFC 7871 section 7.1.2), or no client at all;
    /// <paramref name="remote"/> tells the two apart. False when the text is neither.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> remote, ReadOnlySpan<byte> subnet, out BackendClient client)
    {
        client = default;
        if (!TryReadNetwork(remote, out var sender))
        {
            return false;
        }

        if (sender == Nobody)
        {
            client = new BackendClient(new QueryOrigin(Anybody, Anybody), IsInternal: true);
            return true;
        }

        var network = sender;
        if (!subnet.IsEmpty && !TryReadNetwork(subnet, out network))
        {
            return false;
        }

        client = new BackendClient(new QueryOrigin(sender, network == sender ? Anybody : network), IsInternal: false);
        return true;
    }

    /// <summary>An address or network; an IPv6 address may carry its interface, as in fe80::1%eth0.</summary>
    private static bool TryReadNetwork(ReadOnlySpan<byte> text, out Prefix network)
    {
        var zone = text.IndexOf((byte)'%');
        return Prefix.TryParse(zone < 0 ? text : text[..zone], out network);
    }
}
