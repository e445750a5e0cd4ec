using System.Globalization;
using System.Text.RegularExpressions;

namespace Proxima.EndToEnd;

/// <summary>
/// Two hosts on a wire (veth): one serves, one asks, by IPv4 and IPv6, and in a VLAN. The server's kernel counts the datagrams its sockets get:
/// what was answered without that count moving went past the kernel.
/// </summary>
internal sealed partial class XdpNetwork : IAsyncDisposable
{
    public const string ServerIPv4 = "10.9.0.1";
    public const string ServerIPv6 = "fd00:9::1";
    public const string Interface = "wire0";

    /// <summary>A second Ethernet address on the server's wire; its driver knows no XDP.</summary>
    public const string SecondInterface = "second0";
    public const string SecondIPv4 = "10.8.0.1";

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
        Require.Tool("socat", "socat");
        Require.Tool("tcpdump", "tcpdump");
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
                $"ip link set {Interface} up",
                $"ip address add 10.9.0.{number}/24 dev {Interface}",
                $"ip address add fd00:9::{number}/64 dev {Interface} nodad",
                $"ip address add 10.7.0.{number}/24 dev {Interface}",
            ])
            {
                var finished = await host.Run(command.Split(' '));
                Assert.True(finished.ExitCode == 0, $"{command}: {finished.Errors}");
            }
        }

        foreach (var command in (string[])
        [
            // Each answers for its own address only, else the query would come by the other.
            "sysctl -q -w net.ipv4.conf.all.arp_ignore=1",
            $"ip link add link {Interface} name {SecondInterface} type macvlan mode bridge",
            $"ip link set {SecondInterface} up",
            $"ip address add {SecondIPv4}/24 dev {SecondInterface}",
        ])
        {
            Assert.Equal(0, (await network.Server.Run(command.Split(' '))).ExitCode);
        }

        Assert.Equal(0, (await network.Client.Run("ip", "address", "add", "10.8.0.2/24", "dev", Interface)).ExitCode);
        await network.BuildSnapshot();
        return network;
    }

    /// <summary>Sends one frame from the client's wire, and returns what tcpdump says of the answer.</summary>
    public async Task<string> AskByFrame(byte[] frame)
    {
        var path = Path.Combine(folder.FullName, "frame");
        await File.WriteAllBytesAsync(path, frame);
        await using var capture = Client.Start("tcpdump", "-i", Interface, "-Z", "root", "-n", "-e", "-vv", "-l", "--immediate-mode", "ether", "src", Convert.ToHexString(await EthernetAddress(Server)).Insert(10, ":").Insert(8, ":").Insert(6, ":").Insert(4, ":").Insert(2, ":"));
        await Until.Holds(() => capture.Log.Contains("listening on", StringComparison.Ordinal), Deadlines.Step, () => capture.Log);
        var sent = await Client.Run("socat", "-u", $"OPEN:{path},rdonly", $"INTERFACE:{Interface}");
        Assert.True(sent.ExitCode == 0, sent.Errors);
        await Until.Holds(() => capture.Log.Contains(" A 198.51.100.1", StringComparison.Ordinal), Deadlines.Step, () => capture.Log);
        return capture.Log;
    }

    public static async Task<byte[]> EthernetAddress(Host host)
    {
        var text = (await host.Run("cat", $"/sys/class/net/{Interface}/address")).Output;
        return Convert.FromHexString(text.Trim().Replace(":", string.Empty, StringComparison.Ordinal));
    }

    /// <summary><c>proxima serve</c> at every address of the server; returns when it answers.</summary>
    public Task<BackgroundProcess> Serve(params string[] arguments) => ServeAfter("true", arguments);

    /// <summary>The same, after a command of the shell in the server's own view of the file system.</summary>
    public async Task<BackgroundProcess> ServeAfter(string command, params string[] arguments)
    {
        string[] program = [Repository.Program("proxima"), "serve", "--snapshot", Snapshot, "--listen", "0.0.0.0:53", "--listen", "[::]:53", "--workers", "1"];
        var serve = Server.Start(["sh", "-c", $"{command} && exec \"$@\"", "sh", .. program, .. arguments]);
        await Until.Holds(() => serve.Log.Contains("ready", StringComparison.Ordinal) || serve.HasExited, Deadlines.Step, () => serve.Log);
        Assert.False(serve.HasExited, serve.Log);
        return serve;
    }

    public Task<Dig> Ask(string server, params string[] options) => Dig.Ask(Client, [$"@{server}", "www.example.org", "A", .. options]);

    /// <summary>Asks once, and asserts that the answer is the right one. Time enough for a busy machine: a query that is lost is never answered.</summary>
    public async Task AssertAnswered(string server, params string[] options)
    {
        var reply = await Ask(server, ["+time=30", .. options]);
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

    /// <summary>How long receive processing waits from look to look, and how many looks in vain, as sysfs shows it.</summary>
    public async Task<string> ReceiveSettings()
    {
        const string settings = $"/sys/class/net/{Interface}";
        var shown = await Server.Run("cat", $"{settings}/gro_flush_timeout", $"{settings}/napi_defer_hard_irqs");
        Assert.True(shown.ExitCode == 0, shown.Errors);
        return shown.Output.Trim().ReplaceLineEndings(" ");
    }

    public async ValueTask DisposeAsync()
    {
        await Finished.Run("ip", "netns", "del", Server.Namespace);
        await Finished.Run("ip", "netns", "del", Client.Namespace);
        TemporaryFolder.Remove(folder.FullName);
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
        File.SetUnixFileMode(Snapshot, File.GetUnixFileMode(Snapshot) | UnixFileMode.OtherRead);
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
