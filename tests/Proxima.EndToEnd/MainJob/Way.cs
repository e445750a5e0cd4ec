using System.Net;

namespace Proxima.EndToEnd;

/// <summary>
/// One of the eight ways a client's question reaches the node: by a resolver that passes on the client's subnet, or from the client itself;
/// over UDP or TCP; over IPv4 (asking for A, as an IPv4 network) or IPv6 (AAAA, as an IPv6 network).
/// </summary>
internal readonly record struct Way(bool WithSubnet, bool OverTcp, bool OverIPv6)
{
    public static readonly Way Simplest = new(WithSubnet: false, OverTcp: false, OverIPv6: false);

    public static IEnumerable<Way> All =>
        from subnet in new[] { false, true } from tcp in new[] { false, true } from v6 in new[] { false, true } select new Way(subnet, tcp, v6);

    public override string ToString() => $"{(WithSubnet ? "by subnet" : "itself")} over {(OverTcp ? "TCP" : "UDP")}/{(OverIPv6 ? "IPv6" : "IPv4")}";

    public Task<Dig> Ask(World world, Atlas atlas, Place client)
    {
        string[] question = [$"@{(OverIPv6 ? atlas.Node.IPv6 : atlas.Node.IPv4)}", NodeFiles.SteeredName, OverIPv6 ? "AAAA" : "A", OverTcp ? "+tcp" : "+notcp"];
        return WithSubnet
            ? Dig.Ask(world.Host(atlas.Resolver.Name), [.. question, $"+subnet={(OverIPv6 ? client.IPv6Network : client.IPv4Network)}"])
            : Dig.Ask(world.Host(client.Name), [.. question, "-b", OverIPv6 ? client.IPv6 : client.IPv4]);
    }

    /// <summary>The site whose endpoint is the reply's only address; otherwise what came instead, in brackets.</summary>
    public static string SiteOf(Dig dig, Atlas atlas)
    {
        if (dig.Addresses is not [var address])
        {
            return $"[{dig.Addresses.Count} addresses, status '{dig.Status}']";
        }

        return atlas.Sites.FirstOrDefault(s => IPAddress.Parse(s.IPv4).Equals(address) || IPAddress.Parse(s.IPv6).Equals(address))?.Name ?? $"[{address}]";
    }
}
