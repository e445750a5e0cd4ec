using System.Net;
using System.Net.Sockets;
using System.Text;
using Proxima.Engine.Steering;
using Proxima.Measurement.Probes;

namespace Proxima.Tests.Measurement;

/// <summary>Against servers that say exactly what the test says; real ones are in the end-to-end tests.</summary>
public sealed class HttpProbeTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<string> requests = [];

    public HttpProbeTests()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(5);
    }

    private int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    public void Dispose() => listener.Dispose();

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", true, "status 200")]
    [InlineData("HTTP/1.0 204\r\n\r\n", true, "status 204")]
    [InlineData("HTTP/1.1 503 Busy\r\n\r\n", false, "status 503, not 200-299")]
    [InlineData("HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\n", false, "status 301, not 200-299")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n", false, "no HTTP response: it does not begin with HTTP/1.x and a status")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n", false, "no HTTP response: it does not begin with HTTP/1.x and a status")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b", false, "no HTTP response: it ends before its head does")]
    [InlineData("", false, "the connection was closed without a response")]
    public async Task The_status_decides_and_what_is_no_response_is_said(string reply, bool isOk, string detail)
    {
        var result = await AskAsync(new HttpCheck(Port), reply);
        Assert.Equal((isOk, detail), (result.Ok, result.Detail));
        Assert.True(result.Rtt.IsKnown);
    }

    [Theory]
    [InlineData("Content-Length: 11\r\n\r\nall is well", true)]
    [InlineData("\r\nall is well", true)]
    [InlineData("Content-Length: 8\r\n\r\nall is not well", false)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n6\r\nall is\r\n5;x=y\r\n well\r\n0\r\n\r\n", true)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n6\r\nall is\r\nzz\r\n well\r\n0\r\n\r\n", false)]
    public async Task A_text_asked_for_must_be_in_the_body_however_it_is_sent(string rest, bool isOk)
    {
        var result = await AskAsync(new HttpCheck(Port) { Body = "is well" }, $"HTTP/1.1 200 OK\r\n{rest}");
        Assert.Equal(isOk, result.Ok);
    }

    [Fact]
    public async Task A_server_that_never_stops_talking_is_cut_off()
    {
        var line = Encoding.ASCII.GetBytes(new string('x', 1000) + "\r\n");
        var endless = Task.Run(() => ServeEndlesslyAsync("HTTP/1.1 200 OK\r\n", line), TestContext.Current.CancellationToken);
        var head = await new HttpProbe(new HttpCheck(Port), TimeProvider.System).ProbeAsync(new ProbeTarget(IPAddress.Loopback), Timeout, TestContext.Current.CancellationToken);
        await endless;
        Assert.Equal("no HTTP response: its head is longer than 16384 octets", head.Detail);

        endless = Task.Run(() => ServeEndlesslyAsync("HTTP/1.1 200 OK\r\n\r\n", line), TestContext.Current.CancellationToken);
        var body = await new HttpProbe(new HttpCheck(Port) { Body = "well" }, TimeProvider.System).ProbeAsync(new ProbeTarget(IPAddress.Loopback), Timeout, TestContext.Current.CancellationToken);
        await endless;
        Assert.Equal("status 200, but 'well' is not in the body's first 65536 octets", body.Detail);
    }

    [Fact]
    public async Task Redirects_are_followed_at_the_endpoints_own_address_as_often_as_asked()
    {
        var check = new HttpCheck(Port, Host: "www.example.org") { Redirects = 2 };
        string[] replies = [$"HTTP/1.1 302 Found\r\nLocation: http://other.example.org:{Port}/a\r\n\r\n", "HTTP/1.1 301 Moved\r\nLocation: b?c=d\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"];
        var result = await AskAsync(check, replies);
        Assert.True(result.Ok, result.Detail);
        Assert.Equal(["GET / HTTP/1.1", "GET /a HTTP/1.1", "GET /b?c=d HTTP/1.1"], requests.Select(request => request.Split("\r\n")[0]));
        Assert.Equal([$"Host: www.example.org:{Port}", $"Host: other.example.org:{Port}", $"Host: other.example.org:{Port}"], requests.Select(request => request.Split("\r\n")[1]));

        var tooMany = await AskAsync(check with { Redirects = 1 }, replies[..2]);
        Assert.Equal((false, "more than 1 redirects"), (tooMany.Ok, tooMany.Detail));
    }

    private async Task<ProbeResult> AskAsync(HttpCheck check, params string[] replies)
    {
        var serving = Task.Run(async () =>
        {
            foreach (var reply in replies)
            {
                using var connection = await listener.AcceptAsync();
                var request = new byte[4096];
                requests.Add(Encoding.ASCII.GetString(request, 0, await connection.ReceiveAsync(request)));
                await connection.SendAsync(Encoding.ASCII.GetBytes(reply));
                connection.Shutdown(SocketShutdown.Send);
            }
        });
        var result = await new HttpProbe(check, TimeProvider.System).ProbeAsync(new ProbeTarget(IPAddress.Loopback), Timeout, TestContext.Current.CancellationToken);
        await serving;
        return result;
    }

    private async Task ServeEndlesslyAsync(string head, byte[] line)
    {
        using var connection = await listener.AcceptAsync();
        await connection.SendAsync(Encoding.ASCII.GetBytes(head));
        try
        {
            while (true)
            {
                await connection.SendAsync(line);
            }
        }
        catch (SocketException)
        {
            // Cut off.
        }
    }
}
