using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Proxima.Measurement.Uplink;

/// <summary>What became of a call to a peer.</summary>
public enum CallOutcome
{
    /// <summary>2xx: for samples, the peer has stored them.</summary>
    Done,

    /// <summary>400 or 413: sending the same again cannot help.</summary>
    Rejected,

    /// <summary>401 or 403: somebody must mend the token.</summary>
    Denied,

    /// <summary>Anything else, no answer included: it may work later.</summary>
    Failed,

    /// <summary>400 because of the sender's clock: the same batch will do once it is right.</summary>
    WrongClock,

    /// <summary>Nothing was sent: whoever answers does not hold the cluster's key.</summary>
    Stranger,

    /// <summary>Nothing was sent: behind the address is the sender itself, or a node that has another uplink already.</summary>
    Needless,
}

/// <summary>The two HTTP calls to one peer, each with a deadline; connections are kept and used again. What goes wrong is a value.</summary>
public sealed class PeerClient : IDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Largest answer read, in octets: the targets of 100,000 networks are about 12 million.</summary>
    public const int MaxAnswerOctets = 32 << 20;

    private readonly HttpClient http;
    private readonly string name;
    private readonly UplinkSender sender;
    private readonly TimeProvider time;
    private volatile PeerFace lastFace;

    public PeerClient(Uri peer, UplinkSender sender, TimeProvider time)
    {
        name = peer.AbsoluteUri.TrimEnd('/');
        this.sender = sender;
        this.time = time;

        // No proxy: an agent reports to its own nodes, and a proxy in the environment is meant for something else.
        var connections = new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(5) };
        if (sender.Roll is { } roll && peer.Scheme == Uri.UriSchemeHttps)
        {
            connections.SslOptions.AllowTlsResume = false; // each connection shows both certificates
            connections.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(roll.Identity.Certificate, additionalCertificates: null, offline: true);
            connections.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                (lastFace = roll.Meet(name, certificate as X509Certificate2)) == PeerFace.Peer;
        }

        http = new HttpClient(connections)
        {
            BaseAddress = new Uri(name + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerOctets,
        };
    }

    public Task<(CallOutcome Outcome, TargetsReply? Reply, string Problem)> GetTargetsAsync(CancellationToken cancellation) =>
        CallAsync(() => new HttpRequestMessage(HttpMethod.Get, $"api/v1/targets?site={Uri.EscapeDataString(sender.Site)}{Wish}"), UplinkJson.Default.TargetsReply, cancellation);

    /// <summary>The client networks that the peer itself has seen.</summary>
    public Task<(CallOutcome Outcome, TargetsReply? Reply, string Problem)> GetNetworksAsync(CancellationToken cancellation) =>
        CallAsync(() => new HttpRequestMessage(HttpMethod.Get, "api/v1/networks"), UplinkJson.Default.TargetsReply, cancellation);

    /// <summary>What people said about endpoints at the peer, or at a node that told the peer.</summary>
    public Task<(CallOutcome Outcome, WordsReply? Reply, string Problem)> GetWordsAsync(CancellationToken cancellation) =>
        CallAsync(() => new HttpRequestMessage(HttpMethod.Get, "api/v1/overrides/words"), UplinkJson.Default.WordsReply, cancellation);

    public Task<(CallOutcome Outcome, SamplesReply? Reply, string Problem)> PostSamplesAsync(SampleBatch batch, CancellationToken cancellation) =>
        CallAsync(
            () => new HttpRequestMessage(HttpMethod.Post, "api/v1/samples") { Content = JsonContent.Create(batch, UplinkJson.Default.SampleBatch) },
            UplinkJson.Default.SamplesReply,
            cancellation);

    public Task<(CallOutcome Outcome, NumbersReply? Reply, string Problem)> PostCountersAsync(CountersReport report, CancellationToken cancellation) =>
        CallAsync(
            () => new HttpRequestMessage(HttpMethod.Post, "api/v1/counters") { Content = JsonContent.Create(report, UplinkJson.Default.CountersReport) },
            UplinkJson.Default.NumbersReply,
            cancellation);

    public Task<(CallOutcome Outcome, VotesReply? Reply, string Problem)> PostVotesAsync(VoteReport report, CancellationToken cancellation) =>
        CallAsync(
            () => new HttpRequestMessage(HttpMethod.Post, "api/v1/votes") { Content = JsonContent.Create(report, UplinkJson.Default.VoteReport) },
            UplinkJson.Default.VotesReply,
            cancellation);

    public void Dispose() => http.Dispose();

    private string Wish => sender.Interval is { } interval ? string.Create(CultureInfo.InvariantCulture, $"&interval_ms={Math.Ceiling(interval.TotalMilliseconds)}") : string.Empty;

    private async Task<(CallOutcome Outcome, T? Reply, string Problem)> CallAsync<T>(
        Func<HttpRequestMessage> build, JsonTypeInfo<T> replyType, CancellationToken cancellation)
        where T : class
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        using var request = build();
        if (sender.Token.Value.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", sender.Token.Value);
        }

        try
        {
            using var response = await http.SendAsync(request, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                var refusal = await ReadAsync(response, UplinkJson.Default.Refusal, either.Token);
                return (Judge(response.StatusCode, refusal), null, $"it answered {(int)response.StatusCode} {response.ReasonPhrase}{(refusal?.Detail is { } detail ? $": {detail}" : "")}");
            }

            // For samples the status alone counts: stored is stored, even if we cannot read how it was said.
            return (CallOutcome.Done, await ReadAsync(response, replyType, either.Token), "");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (CallOutcome.Failed, null, $"it did not answer within {Deadline.TotalSeconds:0} s");
        }
        catch (HttpRequestException failure)
        {
            return Explain(failure) is var (outcome, problem) ? (outcome, null, problem) : (CallOutcome.Failed, null, failure.Message);
        }
    }

    private (CallOutcome Outcome, string Problem)? Explain(HttpRequestException failure) => failure.HttpRequestError != HttpRequestError.SecureConnectionError ? null : lastFace switch
    {
        PeerFace.Itself => (CallOutcome.Needless, "it is this node itself"),
        PeerFace.Twin => (CallOutcome.Needless, "it is a node that another entry of the list names already"),
        PeerFace.Stranger => (CallOutcome.Stranger, "its certificate was not made with this cluster's key: have both nodes the same [Peers] Key, or is somebody between them?"),
        _ => null,
    };

    private static async Task<T?> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> replyType, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(replyType, cancellation);
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException)
        {
            // NotSupported: an encoding of characters that nobody knows.
            return null;
        }
    }

    private static CallOutcome Judge(HttpStatusCode status, Refusal? refusal) => status switch
    {
        HttpStatusCode.BadRequest when refusal?.Type == Refusal.Clock => CallOutcome.WrongClock,
        HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge => CallOutcome.Rejected,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => CallOutcome.Denied,
        _ => CallOutcome.Failed,
    };
}
