using System.Globalization;
using System.Text.RegularExpressions;

namespace Proxima.EndToEnd;

/// <summary>
/// Two hosts on a wire (veth): one serves, one asks, by IPv4, IPv6 and in a VLAN. The server's kernel counts the datagrams its sockets get:
/// what was answered without that count moving went past the kernel.
/// </summary>
internal sealed partial class XdpNetwork : IAsyncDisposable
{
    public const string ServerIPv4 = "10.9.0.1";
    public const string ServerIPv6 = "fd00:9::1";
    public const string ServerInVlan = "10.7.0.1";
    public const string Interface = "wire0";
    public const string VlanInterface = "wire0.7";

    private readonly string id = Guid.NewGuid().ToString("N")[..6];
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-xdp-");

    private XdpNetwork() => (Server, Client) = (new Host($"xdp{id}", "server"), new Host($"xdp{id}", "client"));

    public Host Server { get; }

    public Host Client { get; }

    public string Snapshot => Path.Combine(folder.FullName, "snapshot");

    public static async Task<XdpNetwork> Up()
    {
        Require.Root();
        Require.Tool("dig", "bind9-dnsutils");
        Require.Tool("kdig", "knot-dnsutils");
        Require.Tool("ethtool", "ethtool");
        var network = new XdpNetwork();
        var (server, client) = (network.Server.Namespace, network.Client.Namespace);
        foreach (var command in (string[])
        [
            $"ip netns add {server}",
            $"ip netns add {client}",
            $"ip link add {Interface} netns {server} type veth peer name {Interface} netns {client}",
        ])
        {
            await Done(command.Split(' '));
        }

        foreach (var (host, number) in (IEnumerable<(Host, int)>)[(network.Server, 1), (network.Client, 2)])
        {
            foreach (var command in (string[])
            [
                "ip link set lo up",
                // A tag that the sender leaves to its hardware would not be in the frame.
                $"ethtool -K {Interface} txvlan off rxvlan off",
                $"ip link set {Interface} up",
                $"ip address add 10.9.0.{number}/24 dev {Interface}",
                $"ip address add fd00:9::{number}/64 dev {Interface} nodad",
                $"ip link add link {Interface} name {VlanInterface} type vlan id 7",
                $"ip link set {VlanInterface} up",
                $"ip address add 10.7.0.{number}/24 dev {VlanInterface}",
            ])
            {
                var finished = await host.Run(command.Split(' '));
                Assert.True(finished.ExitCode == 0, $"{command}: {finished.Errors}");
            }
        }

        await network.BuildSnapshot();
        return network;
    }

    /// <summary><c>proxima serve</c> at every address of the server; returns when it answers.</summary>
    public async Task<BackgroundProcess> Serve(params string[] arguments)
    {
        var serve = Server.Start([Repository.Program("proxima"), "serve", "--snapshot", Snapshot, "--listen", "0.0.0.0:53", "--listen", "[::]:53", "--workers", "1", .. arguments]);
        await Until.Holds(() => serve.Log.Contains("ready", StringComparison.Ordinal) || serve.HasExited, Deadlines.Step, () => serve.Log);
        Assert.False(serve.HasExited, serve.Log);
        return serve;
    }

    public Task<Dig> Ask(string server, params string[] options) => Dig.Ask(Client, [$"@{server}", "www.example.org", "A", .. options]);

    /// <summary>Asks, and asserts that the answer is the right one.</summary>
    public async Task AssertAnswered(string server, params string[] options)
    {
        var reply = await Ask(server, options);
        Assert.True(reply.Status == "NOERROR" && reply.Addresses is [{ } address] && address.ToString() == "198.51.100.1", reply.Text);
    }

    /// <summary>Datagrams that any socket of the server's kernel has been given so far.</summary>
    public async Task<int> ThroughKernel()
    {
        var counts = await Server.Run("cat", "/proc/net/snmp", "/proc/net/snmp6");
        return int.Parse(UdpLine().Match(counts.Output).Groups["in"].Value, CultureInfo.InvariantCulture)
            + int.Parse(Udp6Line().Match(counts.Output).Groups["in"].Value, CultureInfo.InvariantCulture);
    }

    public async Task<bool> HasProgram(string name = Interface) =>
        (await Server.Run("ip", "link", "show", "dev", name)).Output.Contains("prog/xdp", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await Finished.Run("ip", "netns", "del", Server.Namespace);
        await Finished.Run("ip", "netns", "del", Client.Namespace);
        folder.Delete(recursive: true);
    }

    private async Task BuildSnapshot()
    {
        var zone = Path.Combine(folder.FullName, "zone");
        var steering = Path.Combine(folder.FullName, "steering.yaml");
        var prefixes = Path.Combine(folder.FullName, "prefixes");

        // A set of addresses that fits 1232 octets but not 512.
        var many = string.Join('\n', Enumerable.Range(1, 40).Select(i => $"many A 192.0.2.{i}"));
        await File.WriteAllTextAsync(zone, $"$TTL 60\n@ IN SOA ns hostmaster 1 7200 3600 1209600 60\n@ NS ns\nns A 192.0.2.53\n{many}\n");
        await File.WriteAllTextAsync(steering, """
            zones: [ { name: example.org, file: zone } ]
            sites: { fra: {}, nyc: {} }
            pools: { web: { endpoints: [ { site: fra, address: 198.51.100.1 }, { site: nyc, address: 198.51.100.2 } ] } }
            policies: { near: { chain: [ healthy, nearest, { take: 1 } ] } }
            names: [ { name: www.example.org, pool: web, policy: near, ttl: 30 } ]
            """);
        await File.WriteAllTextAsync(prefixes, "10.0.0.0/8 fra=5 nyc=90\nfd00::/16 fra=5 nyc=90\n");
        await Done(Repository.Program("proxima"), "snapshot", "build", "--zones", steering, "--prefixes", prefixes, "--out", Snapshot);
        File.SetUnixFileMode(folder.FullName, File.GetUnixFileMode(folder.FullName) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    private static async Task Done(params string[] command)
    {
        var finished = await Finished.Run(command[0], command[1..]);
        Assert.True(finished.ExitCode == 0, $"{string.Join(' ', command)}: {finished.Output}{finished.Errors}");
    }

    [GeneratedRegex(@"^Udp: (?<in>\d+)", RegexOptions.Multiline, 1000)]
    private static partial Regex UdpLine();

    [GeneratedRegex(@"^Udp6InDatagrams\s+(?<in>\d+)", RegexOptions.Multiline, 1000)]
    private static partial Regex Udp6Line();
}
