using Microsoft.Extensions.Logging;
using Proxima.Control.Demo;
using Proxima.Control.Measuring;
using Proxima.Control.Monitoring;
using Proxima.Control.Peers;
using Proxima.Control.Publishing;
using Proxima.Control.Storage;
using Proxima.Engine.Health;

namespace Proxima.Control;

/// <summary>
/// The control process between its start and its end: everything but the API, joined.
/// <code>
///   MeasuringSide (what clients asked, samples) -> estimates -> PublishingSide (steering, map) -> snapshot
///   HealthSide (checks, votes, what a person says) -> health file
/// </code>
/// </summary>
public sealed class Node : IAsyncDisposable
{
    private readonly NodePlan plan;
    private readonly DemoFeed? feed;

    /// <param name="plan">Without errors.</param>
    public Node(NodePlan plan, StateFolder state, HealthFile health, TimeProvider time, ILoggerFactory loggers)
    {
        this.plan = plan;
        Ground = new NodeGround(plan, state, health.Table, time, loggers);
        Peers = new PeerGroup(plan.Settings.Peers, PeerGroup.Identify(plan.Settings, state), state.Peers, loggers.CreateLogger<PeerGroup>(), time);
        Health = new HealthSide(Ground, Peers);
        Measuring = new MeasuringSide(Ground, Peers, Health.Numbers.Intake, () => Publishing?.Publisher.Rows);
        Publishing = new PublishingSide(Ground, Measuring.Targets, TakeSteeringAsync);
        feed = plan.Demo is { } demo ? new DemoFeed(demo, Ground) : null;
    }

    public NodeGround Ground { get; }

    /// <summary>The other nodes of the cluster; none without a key.</summary>
    public PeerGroup Peers { get; }

    public HealthSide Health { get; }

    public MeasuringSide Measuring { get; }

    public PublishingSide Publishing { get; }

    /// <summary>Takes the steering content of the plan, and the demo's samples.</summary>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        await TakeSteeringAsync(plan.Steering.Content!);
        await (Measuring.OptOut?.LookAsync(cancel) ?? Task.CompletedTask);
        await (feed?.RunAsync(cancel) ?? Task.CompletedTask);
    }

    /// <summary>Every loop of the node; ends when cancelled.</summary>
    public Task RunAsync(CancellationToken cancel)
    {
        var upkeep = new StoreUpkeep(Ground.Store, Ground.Estimates, Measuring.Targets, Ground.Time);
        List<BackgroundLoop> loops =
        [
            .. Measuring.Loops(), .. Health.Loops(), .. Publishing.Loops(),
            Ground.Loop("upkeep of the database", StoreUpkeep.Interval, _ => upkeep.RunOnceAsync()),
        ];
        if (feed is not null)
        {
            loops.Add(Ground.Loop("samples of the demo", DemoFeed.Interval, feed.RunAsync));
        }

        return Task.WhenAll([Publishing.Publisher.RunAsync(cancel), .. loops.Select(loop => loop.RunAsync(cancel))]);
    }

    public async ValueTask DisposeAsync()
    {
        Measuring.Dispose();
        Health.Dispose();
        Peers.Dispose();
        await Ground.DisposeAsync();
    }

    private async Task TakeSteeringAsync(SteeringContent content)
    {
        await Ground.Sites.TakeAsync(content.Model, Ground.Store);
        await Health.TakeAsync(content.Model);
        Measuring.Take(content.Model);
        Publishing.Take(content);
    }
}
