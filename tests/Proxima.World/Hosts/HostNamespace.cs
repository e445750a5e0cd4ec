namespace Proxima.World;

/// <summary>
/// One host's network namespace: loopback up, wan0 with its own addresses and the default routes, and every prefix it
/// answers for routed to itself (AnyIP), so that one namespace stands for a whole network at no cost.
/// </summary>
internal static class HostNamespace
{
    public static string NameOf(string world, string host) => $"px-{world}-{host}";

    /// <summary>Makes the namespaces of a world, empty.</summary>
    public static void AddAll(string world, IEnumerable<HostDescription> hosts) =>
        IpTool.Batch(null, hosts.Select(h => $"netns add {NameOf(world, h.Name)}"));

    /// <summary>Removes every namespace of a world, whoever made it.</summary>
    public static void RemoveAll(string world)
    {
        var prefix = $"px-{world}-";
        if (Directory.Exists("/run/netns"))
        {
            var names = Directory.GetFiles("/run/netns").Select(f => System.IO.Path.GetFileName(f)!)
                .Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).ToList();
            if (names.Count > 0)
            {
                IpTool.Batch(null, names.Select(n => $"netns del {n}"));
            }
        }
    }

    /// <summary>Opens the host's device and gives it its addresses and routes.</summary>
    public static TunDevice Connect(string world, HostDescription host)
    {
        var name = NameOf(world, host.Name);
        var device = NamespaceThread.Run(name, () =>
        {
            var tun = TunDevice.Create();
            SetKernel("net/ipv4/ping_group_range", "0 2147483647"); // ICMP echo sockets without root
            SetKernel("net/ipv4/ip_nonlocal_bind", "1"); // programs may speak from any address of an AnyIP prefix
            SetKernel("net/ipv6/ip_nonlocal_bind", "1");
            SetKernel($"net/ipv6/conf/{TunDevice.Name}/addr_gen_mode", "1"); // no link-local address, so no neighbour chatter
            return tun;
        });
        IpTool.Batch(name, Setup(host));
        return device;
    }

    private static IEnumerable<string> Setup(HostDescription host)
    {
        yield return "link set lo up";
        yield return $"link set {TunDevice.Name} up";
        foreach (var own in host.Blocks.GroupBy(b => b.IsIPv6).Select(g => g.First()))
        {
            yield return $"addr add {own.Address}/{(own.IsIPv6 ? "128" : "32")} dev {TunDevice.Name}{(own.IsIPv6 ? " nodad" : "")}";
            yield return $"route add {(own.IsIPv6 ? "::/0" : "0.0.0.0/0")} dev {TunDevice.Name} src {own.Address}";
        }

        foreach (var block in host.Blocks.Where(b => b.Network.PrefixLength < (b.IsIPv6 ? 128 : 32)))
        {
            yield return $"route add local {block.Network} dev lo";
        }
    }

    private static void SetKernel(string path, string value) => File.WriteAllText($"/proc/sys/{path}", value);
}
