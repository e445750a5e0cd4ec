using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Proxima.Measurement.Agents;

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
}

/// <summary>The two HTTP calls to one peer, each with a deadline; connections are kept and used again. What goes wrong is a value.</summary>
public sealed class PeerClient : IDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Largest answer read, in octets: the targets of 100,000 networks are about 12 million.</summary>
    public const int MaxAnswerOctets = 32 << 20;

    private readonly HttpClient http;
    private readonly string site;
    private readonly AgentToken token;
    private readonly TimeProvider time;

    public PeerClient(Uri peer, string site, AgentToken token, TimeProvider time)
    {
        this.site = site;
        this.token = token;
        this.time = time;

        // No proxy: an agent reports to its own nodes, and a proxy in the environment is meant for something else.
        var connections = new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(5) };
        http = new HttpClient(connections)
        {
            BaseAddress = new Uri(peer.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerOctets,
        };
    }

    public Task<(CallOutcome Outcome, TargetsReply? Reply, string Problem)> GetTargetsAsync(CancellationToken cancellation) =>
        CallAsync(() => new HttpRequestMessage(HttpMethod.Get, $"api/v1/targets?site={Uri.EscapeDataString(site)}"), UplinkJson.Default.TargetsReply, cancellation);

    public Task<(CallOutcome Outcome, SamplesReply? Reply, string Problem)> PostSamplesAsync(SampleBatch batch, CancellationToken cancellation) =>
        CallAsync(
            () => new HttpRequestMessage(HttpMethod.Post, "api/v1/samples") { Content = JsonContent.Create(batch, UplinkJson.Default.SampleBatch) },
            UplinkJson.Default.SamplesReply,
            cancellation);

    public void Dispose() => http.Dispose();

    private async Task<(CallOutcome Outcome, T? Reply, string Problem)> CallAsync<T>(
        Func<HttpRequestMessage> build, JsonTypeInfo<T> replyType, CancellationToken cancellation)
        where T : class
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        using var request = build();
        if (token.Value.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        }

        try
        {
            using var response = await http.SendAsync(request, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                return (Judge(response.StatusCode), null, $"it answered {(int)response.StatusCode} {response.ReasonPhrase}");
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
            return (CallOutcome.Failed, null, failure.Message);
        }
    }

    private static async Task<T?> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> replyType, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(replyType, cancellation);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static CallOutcome Judge(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge => CallOutcome.Rejected,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => CallOutcome.Denied,
        _ => CallOutcome.Failed,
    };
}
