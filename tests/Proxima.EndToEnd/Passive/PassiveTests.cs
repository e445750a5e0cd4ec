using System.Globalization;
using System.Text.RegularExpressions;

namespace Proxima.EndToEnd;

/// <summary>Connections that clients open anyway tell how far they are, without a packet sent to them.</summary>
public sealed partial class PassiveTests(PassiveNode node) : IClassFixture<PassiveNode>
{
    private const int PassiveTcp = 4, DnsOverTcp = 5;

    /// <summary>Agents report once a minute.</summary>
    private static readonly TimeSpan Reported = Deadlines.Step + TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("near", "10.1.0.1", "10.2.0.0/24", PassiveNode.NearMs)]
    [InlineData("far", "10.1.0.1", "10.3.0.0/24", PassiveNode.FarMs)]
    [InlineData("far", "fd00:1::1", "fd00:3::/48", PassiveNode.FarMs)]
    public async Task A_service_s_connections_agree_with_ss_and_with_the_set_round_trip_time(string client, string service, string network, double setMs)
    {
        Ready();
        Require.Tool("nginx", "nginx-light");
        Require.Tool("ss", "iproute2");
        await using var server = await WebServer.StartAsync(node.Site, service, PassiveNode.ServicePort);
        await using var visitors = node.World.Host(client).Start("bash", "-c", $"for i in 1 2 3 4 5; do exec {{fd}}<>/dev/tcp/{service}/{PassiveNode.ServicePort}; sleep 2.5; done; exec sleep 600");
        IReadOnlyList<double> stored = [], kernelMs = [];
        await Until.Holds(
            async () =>
            {
                var told = await node.Site.Run("ss", "-Htin", "state", "established", "sport", "=", $":{PassiveNode.ServicePort}");
                kernelMs = [.. LeastRtts().Matches(told.Output).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
                stored = node.StoredMs(network, PassiveTcp);
                return stored.Any(ms => ms <= AtMost(setMs) && kernelMs.Any(kernel => Math.Abs(kernel - ms) < 0.0011));
            },
            Deadlines.Step, () => $"a sample of {network} within 1 ms or 5 % of {setMs} ms, as ss says it; samples {string.Join(' ', stored)}, ss says {string.Join(' ', kernelMs)}; the node said:\n{node.Node.Log}");
        Assert.All(stored, ms => Assert.True(ms >= setMs, $"{ms} ms is faster than light allows here"));
        TestContext.Current.SendDiagnosticMessage($"{network}: set {setMs} ms, samples {string.Join(' ', stored)} ms, ss says {string.Join(' ', kernelMs)}");
    }

    [Fact]
    public async Task A_drained_site_says_how_many_connections_still_come_and_when_none_does()
    {
        Ready();
        Require.Tool("nginx", "nginx-light");
        Assert.Equal(0, (await node.Site.Run(Repository.Program("proxima"), "drain", "site:here", "--why", "test")).ExitCode);
        await using var server = await WebServer.StartAsync(node.Site, "10.1.0.1", PassiveNode.ServicePort);
        var status = string.Empty;
        async Task<bool> Says(string text) => (status = (await node.Site.Run(Repository.Program("proxima"), "status")).Output).Contains(text, StringComparison.Ordinal);
        await using (node.World.Host("near").Start("bash", "-c", $"while exec 3<>/dev/tcp/10.1.0.1/{PassiveNode.ServicePort}; do sleep 4; done"))
        {
            await Until.Holds(async () => await Says("new connections in the last minute"), Reported, () => $"clients that still come are counted; status said:\n{status}");
        }

        await Until.Holds(async () => await Says("draining") && await Says("drained: no new connection in the last minute"), Reported, () => $"nobody comes; status said:\n{status}");
        Assert.Equal(0, (await node.Site.Run(Repository.Program("proxima"), "undrain", "site:here")).ExitCode);
    }

    [Theory]
    [InlineData("near", "10.1.0.1", "10.2.0.0/24", PassiveNode.NearMs)]
    [InlineData("far", "fd00:1::1", "fd00:3::/48", PassiveNode.FarMs)]
    public async Task A_question_over_TCP_tells_how_far_the_asker_is(string client, string server, string network, double setMs)
    {
        Ready();
        Require.Tool("dig", "bind9-dnsutils");
        var least = double.MaxValue;
        await Until.Holds(
            async () =>
            {
                Assert.Equal("NOERROR", (await Dig.Ask(node.World.Host(client), $"@{server}", "example.org", "SOA", "+tcp")).Status);
                return (least = node.StoredMs(network, DnsOverTcp).DefaultIfEmpty(double.MaxValue).Min()) <= AtMost(setMs);
            },
            Deadlines.Step, () => $"a sample of {network} within 1 ms or 5 % of {setMs} ms, the least is {least} ms; the node said:\n{node.Node.Log}");
        Assert.All(node.StoredMs(network, DnsOverTcp), ms => Assert.True(ms >= setMs, $"{ms} ms is faster than light allows here"));
        TestContext.Current.SendDiagnosticMessage($"{network}: set {setMs} ms, least handshake {least} ms");
    }

    [Fact]
    public async Task Whose_connections_tell_how_far_they_are_is_spared_by_the_plan_of_probes()
    {
        Ready();
        Require.Tool("nginx", "nginx-light");
        await using var server = await WebServer.StartAsync(node.Site, "10.1.0.1", PassiveNode.ServicePort);
        await using var visitors = node.World.Host("user").Start("bash", "-c", $"while true; do exec {{fd}}<>/dev/tcp/10.1.0.1/{PassiveNode.ServicePort}; sleep 2.5; exec {{fd}}>&-; done");
        await Until.Holds(
            async () =>
            {
                await Dig.Ask(node.World.Host("user"), "@10.1.0.1", "www.example.org", "A");
                var plans = (await node.Status()).GetProperty("probing").GetProperty("plans");
                return plans.GetArrayLength() > 0 && plans[0].GetProperty("spared").GetInt32() > 0;
            },
            Deadlines.Measured, () => $"status says that a network is spared; the node said:\n{node.Node.Log}");
    }

    [Fact]
    public async Task A_resolver_is_asked_to_come_by_TCP_once_and_its_handshake_is_a_sample()
    {
        Ready();
        Require.Tool("dig", "bind9-dnsutils");
        var resolver = node.World.Host("other");
        var first = await Dig.Ask(resolver, "@10.1.0.1", "www.example.org", "A", "+ignore");
        Assert.Equal(("NOERROR", "qr aa tc rd"), (first.Status, first.Flags));
        Assert.Empty(first.Addresses);

        // Who ignored that, or cannot come by TCP, asks again and is answered.
        var again = await Dig.Ask(resolver, "@10.1.0.1", "www.example.org", "A", "+ignore");
        Assert.Equal(("qr aa rd", "10.1.0.1"), (again.Flags, Assert.Single(again.Addresses).ToString()));

        // Another one does as it is told; for clients behind it nobody is bothered.
        var follower = node.World.Host("last");
        Assert.DoesNotContain("tc", (await Dig.Ask(follower, "@10.1.0.1", "www.example.org", "A", "+ignore", "+subnet=10.20.0.0/24")).Flags);
        var followed = await Dig.Ask(follower, "@10.1.0.1", "www.example.org", "A");
        Assert.Contains("Truncated, retrying in TCP mode", followed.Text);
        Assert.Equal("10.1.0.1", Assert.Single(followed.Addresses).ToString());
        IReadOnlyList<double> stored = [];
        await Until.Holds(() => (stored = node.StoredMs("10.5.0.0/24", DnsOverTcp)).Count > 0, Deadlines.Step, () => $"the handshake is a sample; the node said:\n{node.Node.Log}");
        Assert.All(stored, ms => Assert.True(ms >= PassiveNode.NearMs, $"{ms} ms is faster than light allows here"));
        Assert.Empty(node.StoredMs("10.4.0.0/24", DnsOverTcp));
        TestContext.Current.SendDiagnosticMessage($"solicited handshake: set {PassiveNode.NearMs} ms, sample {string.Join(' ', stored)} ms");
    }

    private static double AtMost(double setMs) => setMs + Math.Max(1, setMs * 0.05);

    private static void Ready() => Require.Root();

    [GeneratedRegex(@"minrtt:([\d.]+)", RegexOptions.None, 1000)]
    private static partial Regex LeastRtts();
}
