using System.Net;
using System.Net.Sockets;
using System.Text;
using Proxima.Engine.Latency;
using Proxima.Measurement.Probes;

namespace Proxima.Tests.Measurement;

public sealed class ProbeTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static TheoryData<string> Loopbacks => ["127.0.0.1", "::1"];

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public async Task A_ping_of_this_machine_gives_an_rtt(string address)
    {
        using var probe = OpenIcmp(IPAddress.Parse(address).AddressFamily);
        var result = await probe.ProbeAsync(new ProbeTarget(IPAddress.Parse(address)), Timeout, TestContext.Current.CancellationToken);
        Assert.True(result.Ok, result.Detail);
        Assert.True(result.Rtt.IsKnown);
    }

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public async Task Two_hundred_pings_at_once_share_a_socket_and_each_gets_its_own_reply(string text)
    {
        var address = IPAddress.Parse(text);
        using var probe = OpenIcmp(address.AddressFamily);
        var results = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(_ => probe.ProbeAsync(new ProbeTarget(address), Timeout, TestContext.Current.CancellationToken)));
        Assert.All(results, result => Assert.True(result.Ok, result.Detail));
        var socket = probe.SocketFor(address.AddressFamily, out _)!;
        Assert.Equal(0, socket.InFlight);
        Assert.Equal(0, socket.UnmatchedReplies);
    }

    [Fact]
    public async Task A_ping_to_where_this_socket_may_not_send_is_not_a_loss()
    {
        using var probe = OpenIcmp(AddressFamily.InterNetwork);
        var result = await probe.ProbeAsync(new ProbeTarget(IPAddress.Broadcast), Timeout, TestContext.Current.CancellationToken);
        Assert.False(result.Ok);
        Assert.False(result.WasSent);
        Assert.NotEqual("", result.Detail);
    }

    [Fact]
    public async Task A_closed_ping_probe_says_so_instead_of_throwing()
    {
        var probe = new IcmpProbe(TimeProvider.System);
        probe.Dispose();
        var result = await probe.ProbeAsync(new ProbeTarget(IPAddress.Loopback), Timeout, TestContext.Current.CancellationToken);
        Assert.False(result.WasSent);
    }

    [Fact]
    public async Task A_port_that_accepts_connections_is_healthy_and_has_an_rtt()
    {
        using var listener = Listen(backlog: 5, out var target);
        var result = await new TcpProbe(TimeProvider.System).ProbeAsync(target, Timeout, TestContext.Current.CancellationToken);
        Assert.True(result.Ok, result.Detail);
        Assert.True(result.Rtt.IsKnown);
    }

    [Fact]
    public async Task A_port_that_refuses_is_not_healthy_yet_has_an_rtt()
    {
        var listener = Listen(backlog: 1, out var target);
        listener.Dispose();
        var result = await new TcpProbe(TimeProvider.System).ProbeAsync(target, Timeout, TestContext.Current.CancellationToken);
        Assert.False(result.Ok);
        Assert.True(result.Rtt.IsKnown);
        Assert.Equal("connection refused", result.Detail);
    }

    [Fact]
    public async Task A_port_whose_connections_are_never_answered_is_lost_when_the_timeout_is_over()
    {
        // Linux drops the SYN of a connection for which the accept queue has no room.
        using var listener = Listen(backlog: 0, out var target);
        using var filler = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await filler.ConnectAsync(target.Address, target.Port, TestContext.Current.CancellationToken);
        var time = new ManualTime();
        var probing = new TcpProbe(time).ProbeAsync(target, Timeout, TestContext.Current.CancellationToken);
        time.Advance(Timeout);
        var result = await probing;
        Assert.Equal(ProbeResult.Lost(Timeout), result);
    }

    [Fact]
    public async Task A_connection_slower_than_a_second_has_no_rtt_since_nobody_knows_which_syn_was_answered()
    {
        using var listener = Listen(backlog: 5, out var target);
        var time = new SlowTime();
        var result = await new TcpProbe(time).ProbeAsync(target, Timeout, TestContext.Current.CancellationToken);
        Assert.True(result.Ok);
        Assert.False(result.Rtt.IsKnown);
    }

    [Fact]
    public async Task Cancelling_a_probe_ends_it()
    {
        using var silent = Bind(out var target);
        using var cancel = new CancellationTokenSource();
        var probing = new DnsProbe(TimeProvider.System).ProbeAsync(target, Timeout, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probing);
    }

    [Fact]
    public async Task A_resolver_that_never_answers_is_lost_when_the_timeout_is_over()
    {
        using var silent = Bind(out var target);
        var time = new ManualTime();
        var probing = new DnsProbe(time).ProbeAsync(target, Timeout, TestContext.Current.CancellationToken);
        time.Advance(Timeout - TimeSpan.FromMilliseconds(1));
        Assert.False(probing.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(ProbeResult.Lost(Timeout), await probing);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(3, true)]
    [InlineData(5, true)]
    [InlineData(2, false)]
    public async Task Any_response_of_a_resolver_gives_an_rtt_and_its_code_tells_health(int rcode, bool isOk)
    {
        using var resolver = Bind(out var target);
        var probing = new DnsProbe(TimeProvider.System).ProbeAsync(target, Timeout, TestContext.Current.CancellationToken);
        var (query, from) = await ReceiveAsync(resolver);

        // 12 octets of header, the root's name, type NS, class IN; recursion desired, one question.
        Assert.Equal("01000001000000000000" + "00" + "0002" + "0001", Convert.ToHexString(query.AsSpan(2)));
        query[2] |= 0x80;
        query[3] = (byte)rcode;
        byte[] otherId = [(byte)~query[0], .. query.AsSpan(1)];
        resolver.SendTo(otherId, from);
        resolver.SendTo(query, from);
        var result = await probing;
        Assert.Equal(isOk, result.Ok);
        Assert.True(result.Rtt.IsKnown);
    }

    [Fact]
    public async Task A_closed_dns_port_is_unhealthy_and_has_no_rtt()
    {
        var socket = Bind(out var target);
        socket.Dispose();
        var result = await new DnsProbe(TimeProvider.System).ProbeAsync(target, Timeout, TestContext.Current.CancellationToken);
        Assert.False(result.Ok);
        Assert.True(result.WasSent);
        Assert.False(result.Rtt.IsKnown);
    }

    [Fact]
    public void Every_kind_of_probe_is_found_by_its_name()
    {
        using var catalog = new ProbeCatalog(TimeProvider.System);
        foreach (var name in (string[])["icmp", "tcp", "dns"])
        {
            Assert.NotNull(catalog.Find(Assert.NotNull(EvidenceWords.ParseMeasured(Encoding.UTF8.GetBytes(name)))));
        }

        Assert.Null(catalog.Find(Evidence.PassiveTcp));
    }

    private static IcmpProbe OpenIcmp(AddressFamily family)
    {
        Assert.SkipUnless(family == AddressFamily.InterNetwork || Socket.OSSupportsIPv6, "no IPv6 here");
        var probe = new IcmpProbe(TimeProvider.System);
        Assert.SkipUnless(probe.FindProblem(family) is null, "no ICMP socket is allowed here");
        return probe;
    }

    private static Socket Listen(int backlog, out ProbeTarget target)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen(backlog);
        target = new ProbeTarget(IPAddress.Loopback, ((IPEndPoint)socket.LocalEndPoint!).Port);
        return socket;
    }

    private static Socket Bind(out ProbeTarget target)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        target = new ProbeTarget(IPAddress.Loopback, ((IPEndPoint)socket.LocalEndPoint!).Port);
        return socket;
    }

    private static async Task<(byte[] Query, EndPoint From)> ReceiveAsync(Socket resolver)
    {
        var buffer = new byte[512];
        var received = await resolver.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
        return (buffer[..received.ReceivedBytes], received.RemoteEndPoint);
    }

    /// <summary>Every look at this clock finds it a second later.</summary>
    private sealed class SlowTime : TimeProvider
    {
        private long looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => looks++;
    }
}
