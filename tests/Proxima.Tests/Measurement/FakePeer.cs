using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Proxima.Measurement.Uplink;

namespace Proxima.Tests.Measurement;

/// <summary>A node as an agent sees it: real HTTP on the loopback, with a script of misbehaviour. Everything it stored can be looked at.</summary>
internal sealed class FakePeer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly TaskCompletionSource firstStored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakePeer(WebApplication app) => this.app = app;

    /// <summary>What to do with the next posts, in order; when empty, they are stored.</summary>
    public ConcurrentQueue<PeerMood> Moods { get; } = new();

    /// <summary>Every body that arrived, stored or not.</summary>
    public ConcurrentQueue<SampleBatch> Arrived { get; } = new();

    public ConcurrentQueue<SampleBatch> Stored { get; } = new();

    /// <summary>Ends with the first batch stored.</summary>
    public Task FirstStored => firstStored.Task;

    public ConcurrentQueue<string> Authorizations { get; } = new();

    public ConcurrentDictionary<string, byte> Connections { get; } = new();

    public string Targets { get; set; } = """{"probes_per_second":50,"per_target_per_second":1,"interval_ms":60000,"targets":[]}""";

    public Uri Address => new(app.Urls.Single());

    public static async Task<FakePeer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var built = builder.Build();
        var peer = new FakePeer(built);
        built.Run(peer.AnswerAsync);
        await built.StartAsync();
        return peer;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/api/v1/counters")
        {
            await context.Response.WriteAsync("""{"noted":true}""");
            return;
        }

        Authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
        Connections.TryAdd(context.Connection.Id, 0);
        if (context.Request.Path == "/api/v1/targets" && context.Request.Method == "GET")
        {
            await AnswerTargetsAsync(context);
        }
        else if (context.Request.Path == "/api/v1/samples" && context.Request.Method == "POST")
        {
            await TakeSamplesAsync(context);
        }
        else
        {
            context.Response.StatusCode = 404;
        }
    }

    private async Task AnswerTargetsAsync(HttpContext context)
    {
        if (Moods.TryDequeue(out var mood) && mood != PeerMood.Store)
        {
            context.Response.StatusCode = (int)mood;
            return;
        }

        await context.Response.WriteAsync(Targets.Replace("SITE", context.Request.Query["site"], StringComparison.Ordinal));
    }

    private async Task TakeSamplesAsync(HttpContext context)
    {
        var batch = (await JsonSerializer.DeserializeAsync(context.Request.Body, UplinkJson.Default.SampleBatch))!;
        Arrived.Enqueue(batch);
        var mood = Moods.TryDequeue(out var next) ? next : PeerMood.Store;
        if (mood is PeerMood.Store or PeerMood.StoreAndCut)
        {
            Stored.Enqueue(batch);
            firstStored.TrySetResult();
        }

        if (mood == PeerMood.StoreAndCut)
        {
            context.Abort();
        }
        else if (mood == PeerMood.Store)
        {
            await context.Response.WriteAsync($"{{\"accepted\":{batch.Samples.Count},\"refused\":{{}}}}");
        }
        else
        {
            context.Response.StatusCode = (int)mood;
        }
    }
}

internal enum PeerMood
{
    Store = 0,

    /// <summary>Stores the batch, then cuts the connection before the answer: the agent cannot know.</summary>
    StoreAndCut = 1,
    Rejected = 400,
    Denied = 401,
    TooLarge = 413,
    Broken = 500,
}
