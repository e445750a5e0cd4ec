using System.Net;
using System.Net.Sockets;
using System.Text;
using Proxima.Engine.Steering;
using Proxima.Measurement.Probes;

namespace Proxima.Tests.Measurement;

/// <summary>Checks over datagrams, files and heartbeats.</summary>
public sealed class CheckTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private static readonly ProbeTarget Endpoint = new(IPAddress.Parse("192.0.2.7")) { Name = "web/one" };
    private readonly ManualTime time = new();
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    /// <summary>RFC 5769 section 2.2: a sample response over IPv4.</summary>
    private static byte[] SampleResponse => Convert.FromHexString(
        "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643" +
        "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96");

    [Fact]
    public void The_sample_response_of_the_standard_answers_the_request_of_its_transaction_and_no_other()
    {
        var request = StunMessage.WriteRequest();
        Assert.False(StunMessage.TryReadResponse(SampleResponse, request, out _));
        SampleResponse.AsSpan(4, 16).CopyTo(request.AsSpan(4));
        Assert.True(StunMessage.TryReadResponse(SampleResponse, request, out var problem));
        Assert.Equal("", problem);

        byte[] error = [1, 0x11, 0, 8, .. SampleResponse.AsSpan(4, 16), 0, 9, 0, 4, 0, 0, 4, 20];
        Assert.True(StunMessage.TryReadResponse(error, request, out problem));
        Assert.Equal("error 420", problem);
        for (var length = 0; length < SampleResponse.Length; length++)
        {
            Assert.True(!StunMessage.TryReadResponse(SampleResponse.AsSpan(0, length), request, out problem) || problem == "malformed response");
        }
    }

    [Theory]
    [InlineData("SIP/2.0 200 OK", true)]
    [InlineData("SIP/2.0 401 Unauthorized", true)]
    [InlineData("SIP/2.0 408 Request Timeout", false)]
    [InlineData("SIP/2.0 503 Service Unavailable", false)]
    public async Task The_final_response_to_options_tells_whether_a_sip_server_lives(string statusLine, bool isOk)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var probing = new SipProbe(new SipCheck(((IPEndPoint)server.LocalEndPoint!).Port, SipTransport.Udp, NumberSet.Of((200, 407), (409, 499))), TimeProvider.System)
            .ProbeAsync(new ProbeTarget(IPAddress.Loopback), Timeout, TestContext.Current.CancellationToken);
        var buffer = new byte[2000];
        var received = await server.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
        var request = Encoding.ASCII.GetString(buffer, 0, received.ReceivedBytes);
        Assert.StartsWith("OPTIONS sip:127.0.0.1 SIP/2.0\r\n", request, StringComparison.Ordinal);
        var callId = request.Split("\r\n").Single(line => line.StartsWith("Call-ID:", StringComparison.Ordinal));
        foreach (var reply in (string[])["SIP/2.0 200 OK\r\nCall-ID: another\r\n\r\n", $"SIP/2.0 100 Trying\r\n{callId}\r\n\r\n", "nonsense", $"{statusLine}\r\n{callId}\r\n\r\n"])
        {
            server.SendTo(Encoding.ASCII.GetBytes(reply), received.RemoteEndPoint);
        }

        var result = await probing;
        Assert.Equal(isOk, result.Ok);
        Assert.True(result.Rtt.IsKnown);
    }

    [Theory]
    [InlineData("web/one up", "up")]
    [InlineData("192.0.2.7 => DOWN/30 the disk is full", "unclear")]
    [InlineData("192.0.2.7 => DOWN  the disk is full # note", "down: the disk is full")]
    [InlineData("# nothing\n\nweb/one = down\n192.0.2.7 up\n", "down")]
    [InlineData("web/two up", "unclear")]
    [InlineData("web/one unknown", "unclear")]
    [InlineData("web/one up\nweb/two", "unclear")]
    [InlineData("", "unclear")]
    public async Task A_state_file_says_what_another_program_knows(string text, string expected)
    {
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        var result = await new FileProbe(new FileCheck(path, TimeSpan.Zero), new StateFiles(), time).ProbeAsync(Endpoint, Timeout, TestContext.Current.CancellationToken);
        Assert.Equal(expected, result.IsUnclear ? "unclear" : result.Ok ? "up" : result.Detail[(result.Detail.IndexOf("says ", StringComparison.Ordinal) + 5)..]);
    }

    [Fact]
    public async Task A_state_file_that_is_gone_too_large_or_too_old_says_nothing_and_a_changed_one_is_read_again()
    {
        var files = new StateFiles();
        var probe = new FileProbe(new FileCheck(path, TimeSpan.FromMinutes(1)), files, time);
        async Task<ProbeResult> Ask() => await probe.ProbeAsync(Endpoint, Timeout, TestContext.Current.CancellationToken);

        await File.WriteAllTextAsync(path, "web/one up", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
        Assert.True((await Ask()).Ok);
        await File.WriteAllTextAsync(path, "web/one down", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
        Assert.False((await Ask()).Ok);
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Contains("was written 61 s ago", (await Ask()).Detail, StringComparison.Ordinal);

        await using (var large = File.OpenWrite(path))
        {
            large.SetLength(StateFile.MaxLength + 1);
        }

        Assert.Contains("at most 4194304 are read", (await Ask()).Detail, StringComparison.Ordinal);
        File.Delete(path);
        Assert.True((await Ask()) is { IsUnclear: true } gone && gone.Detail.EndsWith("is not there", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_that_falls_silent_for_the_ttl_is_down_and_one_that_was_never_heard_only_after_it()
    {
        var board = new HeartbeatBoard(time);
        var probe = new PushProbe(new PushCheck(TimeSpan.FromSeconds(30)), board);
        async Task<(bool Ok, bool WasSent, string Detail)> Ask() =>
            await probe.ProbeAsync(Endpoint, Timeout, TestContext.Current.CancellationToken) is var result ? (result.Ok, result.WasSent, result.Detail) : default;

        Assert.Equal((false, false, "no heartbeat yet"), await Ask());
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal((false, true, "no heartbeat within 30 s"), await Ask());
        board.Beat("web/one", isUp: true, "42 calls");
        board.Beat("web/two", isUp: false, "");
        Assert.Equal((true, true, "42 calls"), await Ask());
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.True((await Ask()).Ok);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((false, true, "the last heartbeat is older than 30 s"), await Ask());
        board.Beat("web/one", isUp: false, "");
        Assert.Equal((false, true, "the endpoint says that it is down"), await Ask());
    }
}
