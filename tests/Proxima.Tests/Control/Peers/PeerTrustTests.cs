using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Proxima.Measurement.Uplink;

namespace Proxima.Tests.Control.Peers;

/// <summary>Who does not hold the cluster's key gets in nowhere, is told nothing, and cannot use what others said.</summary>
public sealed partial class PeerTrustTests : IAsyncLifetime
{
    private const string OtherKey = "another-clusters-key-of-the-same-length-42";

    private readonly Cluster cluster = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Theory]
    [InlineData("no certificate")]
    [InlineData("self-signed")]
    [InlineData("sign of another certificate")]
    public async Task A_caller_without_the_key_gets_no_answer_from_the_peers_door(string shown)
    {
        await cluster.StartAsync("a", []);
        using var peer = PeerIdentity.Create(new PeerKey(Cluster.Key), "true-peer");
        using var certificate = shown == "no certificate" ? null : SelfSigned(shown == "self-signed" ? null : peer.Certificate.Extensions[PeerIdentity.SignOid]);
        await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(cluster.Address("a"), certificate));
        Assert.Contains(cluster["a"].Lines, line => line.StartsWith("stranger 127.0.0.1:", StringComparison.Ordinal));
        Assert.Matches("\"strangers\":[1-9]", (await cluster["a"].GetAsync("/api/v1/status")).Body);

        // The same words from one who holds it: the door does answer.
        Assert.Contains("\"targets\":[]", await AskAsync(cluster.Address("a"), peer.Certificate), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_with_another_key_is_told_apart_in_plain_words_and_gets_nothing()
    {
        await cluster.StartAsync("b", []);
        await cluster.StartAsync("a", [cluster.Address("b")], OtherKey);
        await cluster["a"].PostAsync(cluster.Report(1, [1000]));
        await cluster.UntilAsync(() => cluster["a"].Lines.Any(line => line.Contains("was not made with this cluster's key", StringComparison.Ordinal)));
        Assert.Empty(cluster.Stored("b"));

        // The key is mended and the node started again: nothing was lost.
        await cluster.StopAsync("a");
        await cluster.StartAsync("a", [cluster.Address("b")]);
        await cluster.UntilAsync(() => cluster.Stored("b").Count == 1);
        Assert.All(cluster["a"].Lines.Concat(cluster["b"].Lines), line => Assert.DoesNotContain(Cluster.Key, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Somebody_between_two_nodes_hears_nothing()
    {
        await cluster.StartAsync("b", []);
        using var certificate = SelfSigned(null);
        await using var between = new Relay(cluster.Ports["b"], certificate);
        await cluster.StartAsync("a", [between.Address]);
        await cluster["a"].PostAsync(cluster.Report(1, [1000]));
        await cluster.UntilAsync(() => cluster["a"].Lines.Any(line => line.Contains("or is somebody between them?", StringComparison.Ordinal)));
        Assert.Empty(between.Heard);
        Assert.Empty(cluster.Stored("b"));
    }

    [Fact]
    public async Task What_was_recorded_from_one_connection_is_of_no_use_on_another()
    {
        await cluster.StartAsync("b", []);
        await using var relay = new Relay(cluster.Ports["b"], certificate: null);
        await cluster.StartAsync("a", [relay.Address]);
        await cluster["a"].PostAsync(cluster.Report(1, [1000]));
        await cluster.UntilAsync(() => cluster.Stored("b").Count == 1);
        var requests = cluster["b"].Node.Measuring.Log.Accepted;
        await cluster.StopAsync("a");

        // The very octets, to the very door.
        using var replay = new TcpClient();
        await replay.ConnectAsync(IPAddress.Loopback, cluster.Ports["b"], Cancellation);
        await using var stream = replay.GetStream();
        await stream.WriteAsync(relay.Heard.ToArray(), Cancellation);
        replay.Client.Shutdown(SocketShutdown.Send);
        using var reply = new MemoryStream();
        try
        {
            await stream.CopyToAsync(reply, Cancellation);
        }
        catch (IOException)
        {
            // A reset: refused as well.
        }

        Assert.True(relay.Heard.Count > 1000, "nothing was recorded");
        Assert.DoesNotContain("accepted", System.Text.Encoding.Latin1.GetString(reply.ToArray()), StringComparison.Ordinal);
        Assert.Equal([1000], cluster.Stored("b"));
        Assert.Equal(requests, cluster["b"].Node.Measuring.Log.Accepted);
    }

    [Fact]
    public async Task A_clock_far_off_is_named_and_what_was_measured_is_kept_until_it_is_right()
    {
        var slow = new ManualTime(cluster.Time.GetUtcNow() - TimeSpan.FromMinutes(20));
        await cluster.StartAsync("b", []);
        await cluster.StartAsync("a", [cluster.Address("b")], time: slow);
        var report = cluster.Report(1, [1000]).Replace($"{cluster.Now}", $"{slow.GetUtcNow().ToUnixTimeMilliseconds()}", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await cluster["a"].PostAsync(report)).Status);
        await cluster.UntilAsync(() =>
        {
            slow.Advance(TimeSpan.FromMilliseconds(100));
            return cluster["a"].Lines.Any(line => ClockLine().IsMatch(line));
        });
        Assert.Empty(cluster.Stored("b"));

        slow.Advance(cluster.Time.GetUtcNow() - slow.GetUtcNow());
        await cluster.UntilAsync(() =>
        {
            slow.Advance(TimeSpan.FromMilliseconds(100));
            return cluster.Stored("b").Count == 1;
        });
    }

    [Fact]
    public async Task The_certificate_is_its_owners_only_stays_over_restarts_and_is_made_anew_with_the_key()
    {
        var path = Path.Combine(cluster.State("a"), "peer.pem");
        await cluster.StartAsync("a", []);
        var first = await File.ReadAllTextAsync(path, Cancellation);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.DoesNotContain(Cluster.Key, first, StringComparison.Ordinal);
        await cluster.StopAsync("a");

        await cluster.StartAsync("a", []);
        Assert.Equal(first, await File.ReadAllTextAsync(path, Cancellation));
        await cluster.StopAsync("a");

        await cluster.StartAsync("a", [], OtherKey);
        Assert.NotEqual(first, await File.ReadAllTextAsync(path, Cancellation));
        await cluster.StopAsync("a");

        await File.WriteAllTextAsync(path, "torn", Cancellation);
        await cluster.StartAsync("a", []);
        Assert.Contains("BEGIN CERTIFICATE", await File.ReadAllTextAsync(path, Cancellation), StringComparison.Ordinal);
    }

    // Both clocks are moved by hand, one after the other: a second more or less is neither's fault.
    [GeneratedRegex(@"the sender's clock is 1\d{3} s behind this node's, at most 300 s are allowed: set it by NTP", RegexOptions.None, 1000)]
    private static partial Regex ClockLine();

    private static X509Certificate2 SelfSigned(X509Extension? sign)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=true-peer", pair, HashAlgorithmName.SHA256);
        if (sign is not null)
        {
            request.CertificateExtensions.Add(sign);
        }

        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }

    private static async Task<string> AskAsync(Uri door, X509Certificate2? certificate)
    {
        using var handler = new SocketsHttpHandler();
        using var known = PeerIdentity.Create(new PeerKey(Cluster.Key), "caller");
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => known.IsPeer(shown as X509Certificate2);
        handler.SslOptions.ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true);
        using var http = new HttpClient(handler);
        return await http.GetStringAsync(new Uri(door, "/api/v1/networks"), Cancellation);
    }

    /// <summary>
    /// Stands between a node and its peer and notes what the node says: with a certificate of its own it ends TLS and would read, without one it passes
    /// the octets on as they are.
    /// </summary>
    private sealed class Relay : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly Task loop;

        public Relay(int to, X509Certificate2? certificate)
        {
            listener.Start();
            Address = new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
            loop = RunAsync(to, certificate);
        }

        public Uri Address { get; }

        public List<byte> Heard { get; } = [];

        public async ValueTask DisposeAsync()
        {
            listener.Stop();
            await loop;
        }

        private async Task RunAsync(int to, X509Certificate2? certificate)
        {
            while (true)
            {
                try
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    await (certificate is null ? PassAsync(client, to) : ListenAsync(client, certificate));
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException && listener.Server is not { IsBound: true })
                {
                    return;
                }
                catch (Exception e) when (e is IOException or AuthenticationException or SocketException)
                {
                    continue;
                }
            }
        }

        private async Task PassAsync(TcpClient client, int to)
        {
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, to);
            var back = server.GetStream().CopyToAsync(client.GetStream());
            var buffer = new byte[65536];
            int length;
            while ((length = await client.GetStream().ReadAsync(buffer)) > 0)
            {
                Heard.AddRange(buffer.AsSpan(0, length));
                await server.GetStream().WriteAsync(buffer.AsMemory(0, length));
            }

            server.Client.Shutdown(SocketShutdown.Send);
            await back;
        }

        private async Task ListenAsync(TcpClient client, X509Certificate2 certificate)
        {
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(certificate);
            var buffer = new byte[65536];
            int length;
            while ((length = await tls.ReadAsync(buffer)) > 0)
            {
                Heard.AddRange(buffer.AsSpan(0, length));
            }
        }
    }
}
