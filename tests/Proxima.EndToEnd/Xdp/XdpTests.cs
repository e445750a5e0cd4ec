using System.Text.RegularExpressions;

namespace Proxima.EndToEnd;

/// <summary><c>proxima serve --xdp</c> over a wire between two hosts, asked by dig and kdig.</summary>
[Collection(AloneGroup.Name)]
public sealed partial class XdpTests
{
    [Fact]
    public async Task Queries_by_IPv4_and_IPv6_are_answered_past_the_kernel()
    {
        await using var network = await XdpNetwork.Up();
        await using var serve = await network.Serve("--xdp", XdpNetwork.Interface);
        Assert.Contains("wire0: XDP, in the driver", serve.Log);
        Assert.True(await network.HasProgram());
        var before = await network.ThroughKernel();

        foreach (var server in (string[])[XdpNetwork.ServerIPv4, XdpNetwork.ServerIPv6])
        {
            await network.AssertAnswered(server);
            await network.AssertAnswered(server, "+subnet=10.1.2.0/24", "+nsid");
            await network.AssertAnswered(server, "+noedns");

            // As long as the client takes, and truncated where it takes less.
            foreach (var size in (string[])["512", "1232", "4096"])
            {
                var many = await Dig.Ask(network.Client, $"@{server}", "many.example.org", "A", $"+bufsize={size}", "+ignore");
                Assert.True(size == "512" ? many.Flags.Contains("tc", StringComparison.Ordinal) : many.Addresses.Count == 40, many.Text);
            }

            var kdig = await network.Client.Run("kdig", $"@{server}", "www.example.org", "A", "+edns", "+padding=101", "+retry=0");
            Assert.Contains("198.51.100.1", kdig.Output);
            var unknown = await Dig.Ask(network.Client, $"@{server}", "odd-length.example.org", "AAAA");
            Assert.Equal("NXDOMAIN", unknown.Status);
        }

        Assert.Equal(before, await network.ThroughKernel());
    }

    [Theory]
    [InlineData(7, new byte[] { 0x81, 0, 0, 7 })]
    [InlineData(5, new byte[] { 0x88, 0xA8, 0, 5, 0x81, 0, 0, 7 })]
    public async Task A_query_in_a_VLAN_is_answered_in_the_same_VLAN(int outermost, byte[] tags)
    {
        // This kernel may have no VLAN devices, so the frame is written here; tcpdump reads the answer and checks its sums.
        await using var network = await XdpNetwork.Up();
        await using var serve = await network.Serve("--xdp", XdpNetwork.Interface);
        byte[] query = [0, 9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, .. "www"u8, 7, .. "example"u8, 3, .. "org"u8, 0, 0, 1, 0, 1];
        byte[] headers = [69, 0, 0, 61, 0, 0, 0, 0, 64, 17, 102, 160, 10, 7, 0, 2, 10, 7, 0, 1, 0x9C, 0x40, 0, 53, 0, (byte)(8 + query.Length), 0, 0];
        byte[] frame = [.. await XdpNetwork.EthernetAddress(network.Server), .. await XdpNetwork.EthernetAddress(network.Client), .. tags, 8, 0, .. headers, .. query];
        var seen = await network.AskByFrame(frame);
        Assert.Contains($"vlan {outermost}", seen);
        Assert.Contains("vlan 7", seen);
        Assert.Contains("10.7.0.1.53 > 10.7.0.2.40000: [udp sum ok] 9*- q: A? www.example.org. 1/0/0 www.example.org. A 198.51.100.1", seen);
        Assert.DoesNotContain("bad cksum", seen);
    }

    [Fact]
    public async Task TCP_other_ports_other_addresses_fragments_and_everything_else_still_reach_the_kernel()
    {
        await using var network = await XdpNetwork.Up();
        await using var serve = await network.Serve("--xdp", XdpNetwork.Interface);
        await network.AssertAnswered(XdpNetwork.ServerIPv4, "+tcp");
        await network.AssertAnswered(XdpNetwork.ServerIPv6, "+tcp");
        foreach (var address in (string[])[XdpNetwork.ServerIPv4, XdpNetwork.ServerIPv6])
        {
            Assert.Equal(0, (await network.Client.Run("ping", "-c", "1", "-W", "10", address)).ExitCode);
        }

        // Another program at another port of the same address.
        await using (await network.Serve("--listen", "0.0.0.0:5353"))
        {
            var before = await network.ThroughKernel();
            await network.AssertAnswered(XdpNetwork.ServerIPv4, "-p", "5353");
            Assert.Equal(before + 1, await network.ThroughKernel());
        }

        // An address that came after the start is not compared, so its queries go to the sockets.
        Assert.Equal(0, (await network.Server.Run("ip", "address", "add", "10.9.0.9/24", "dev", XdpNetwork.Interface)).ExitCode);
        var beforeNew = await network.ThroughKernel();
        await network.AssertAnswered("10.9.0.9");
        Assert.Equal(beforeNew + 1, await network.ThroughKernel());

        // A query of more than one frame comes in fragments, which only the kernel puts together.
        foreach (var address in (string[])[XdpNetwork.ServerIPv4, XdpNetwork.ServerIPv6])
        {
            var beforeLong = await network.ThroughKernel();
            var kdig = await network.Client.Run("kdig", $"@{address}", "www.example.org", "A", "+edns", "+padding=2000", "+retry=0", "+timeout=10");
            Assert.Contains("198.51.100.1", kdig.Output);
            Assert.Equal(beforeLong + 1, await network.ThroughKernel());
        }
    }

    [Fact]
    public async Task Nothing_stays_attached_when_the_server_ends_or_is_killed()
    {
        await using var network = await XdpNetwork.Up();
        await using (var serve = await network.Serve("--xdp", XdpNetwork.Interface))
        {
            Assert.True(await network.HasProgram());
            await serve.Terminate();
            Assert.False(await network.HasProgram());
            Assert.Equal(0, serve.ExitCode);
        }

        await using (var serve = await network.Serve("--xdp", XdpNetwork.Interface))
        {
            Assert.True(await network.HasProgram());
            await serve.KillHard();
            await Until.Holds(async () => !await network.HasProgram(), Deadlines.Step, () => "the program is gone with its process");
        }

        await using var sockets = await network.Serve();
        await network.AssertAnswered(XdpNetwork.ServerIPv4);
    }

    [Fact]
    public async Task The_interfaces_settings_are_as_before_when_the_server_has_ended_even_after_one_that_was_killed()
    {
        await using var network = await XdpNetwork.Up();
        Assert.Equal(0, (await network.Server.Run("sh", "-c", $"echo 20000 > /sys/class/net/{XdpNetwork.Interface}/gro_flush_timeout")).ExitCode);
        var before = await network.ReceiveSettings();
        await using (var serve = await network.Serve("--xdp", XdpNetwork.Interface))
        {
            Assert.NotEqual(before, await network.ReceiveSettings());
            await serve.Terminate();
            Assert.Equal(before, await network.ReceiveSettings());
        }

        await using (var serve = await network.Serve("--xdp", XdpNetwork.Interface))
        {
            await serve.KillHard();
        }

        // What it found went with it; the next one takes what it left for no word of the administrator's, and puts back what the kernel starts with.
        await Until.Holds(async () => !await network.HasProgram(), Deadlines.Step, () => "the program is gone with its process");
        Assert.NotEqual(before, await network.ReceiveSettings());
        Assert.Equal(0, (await network.Client.Run("ping", "-c", "1", "-W", "10", XdpNetwork.ServerIPv4)).ExitCode);
        await using var next = await network.Serve("--xdp", XdpNetwork.Interface);
        await network.AssertAnswered(XdpNetwork.ServerIPv4);
        await next.Terminate();
        Assert.Equal("0 0", await network.ReceiveSettings());
    }

    [Fact]
    public async Task Answers_go_on_past_the_kernel_when_the_interfaces_settings_cannot_be_written()
    {
        await using var network = await XdpNetwork.Up();
        var before = await network.ReceiveSettings();

        // What ProtectKernelTunables= of systemd does.
        await using var serve = await network.ServeAfter("mount -o remount,bind,ro /sys", "--xdp", XdpNetwork.Interface);
        Assert.Contains("wire0: XDP, in the driver", serve.Log);
        Assert.Matches(UnwrittenLine(), serve.Log);
        Assert.Equal(before, await network.ReceiveSettings());
        var through = await network.ThroughKernel();
        await network.AssertAnswered(XdpNetwork.ServerIPv4);
        Assert.Equal(through, await network.ThroughKernel());
    }

    [Fact]
    public async Task A_new_server_takes_the_interface_over_from_the_old_one_and_no_query_is_lost()
    {
        await using var network = await XdpNetwork.Up();
        await using var old = await network.Serve("--xdp", XdpNetwork.Interface);
        await using var next = await network.Serve("--xdp", XdpNetwork.Interface);
        Assert.Contains("another program is attached", next.Log);

        var asked = 0;
        var leaving = old.Terminate();
        await Until.Holds(
            async () =>
            {
                await network.AssertAnswered(asked++ % 2 == 0 ? XdpNetwork.ServerIPv4 : XdpNetwork.ServerIPv6);
                return leaving.IsCompleted && next.Log.Contains("wire0: XDP", StringComparison.Ordinal);
            },
            Deadlines.Step,
            () => next.Log);
        await leaving;
        var before = await network.ThroughKernel();
        await network.AssertAnswered(XdpNetwork.ServerIPv4);
        Assert.Equal(before, await network.ThroughKernel());
    }

    [Fact]
    public async Task Two_interfaces_are_served_one_past_the_kernel_and_one_by_sockets_and_a_driver_without_XDP_generically()
    {
        await using var network = await XdpNetwork.Up();
        await using var serve = await network.Serve("--xdp", XdpNetwork.SecondInterface);
        Assert.Contains("second0: XDP, generic, with a copy", serve.Log);

        var before = await network.ThroughKernel();
        await network.AssertAnswered(XdpNetwork.SecondIPv4);
        Assert.Equal(before, await network.ThroughKernel());
        await network.AssertAnswered(XdpNetwork.ServerIPv4);
        Assert.Equal(before + 1, await network.ThroughKernel());
    }

    [Fact]
    public async Task What_is_missing_is_said_and_sockets_answer()
    {
        await using var network = await XdpNetwork.Up();
        await using (var serve = await network.Serve("--xdp", "nosuch0"))
        {
            Assert.Contains("no XDP on nosuch0 (looking for it): no such interface; see 'ip link'; its queries are answered by sockets", serve.Log);
            await network.AssertAnswered(XdpNetwork.ServerIPv4);
        }

        await using (var serve = await network.Serve("--xdp", "lo"))
        {
            Assert.Contains("no XDP on lo: it has no Ethernet address", serve.Log);
        }

        // The right to bind port 53 and no other.
        Require.Tool("setpriv", "util-linux");
        await using var bare = network.Server.Start(
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all,+net_bind_service", "--ambient-caps=-all,+net_bind_service", "--bounding-set=-all,+net_bind_service",
            Repository.Program("proxima"), "serve", "--snapshot", network.Snapshot, "--listen", "0.0.0.0:53", "--xdp", XdpNetwork.Interface);
        await Until.Holds(() => bare.Log.Contains("ready", StringComparison.Ordinal), Deadlines.Step, () => bare.Log);
        Assert.Matches(RightsLine(), bare.Log);
        await network.AssertAnswered(XdpNetwork.ServerIPv4);
    }

    [GeneratedRegex("no XDP on wire0 .*CAP_NET_ADMIN, CAP_NET_RAW and CAP_BPF; its queries are answered by sockets", RegexOptions.None, 1000)]
    private static partial Regex RightsLine();

    [GeneratedRegex("the kernel is woken by each frame .*/sys/class/net/wire0/gro_flush_timeout.*: let the process write there", RegexOptions.None, 1000)]
    private static partial Regex UnwrittenLine();
}
