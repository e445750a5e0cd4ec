using Microsoft.Extensions.Logging;
using Proxima.Control.Publishing;
using Proxima.Control.Storage;
using Proxima.Engine.Health;
using Proxima.Measurement.Probes;
using Proxima.Measurement.Agents;
using Proxima.Settings.Node;

namespace Proxima.Control;

/// <summary>What the sides of the node stand on: what it was told, where it writes, what it knew when it ended, and where the sides meet.</summary>
public sealed class NodeGround : IAsyncDisposable
{
    private readonly ILoggerFactory loggers;

    /// <param name="plan">Without errors.</param>
    /// <exception cref="StoreException">The database cannot be used.</exception>
    public NodeGround(NodePlan plan, StateFolder state, HealthTable health, TimeProvider time, ILoggerFactory loggers)
    {
        this.loggers = loggers;
        Settings = plan.Settings;
        State = state;
        HealthTable = health;
        Time = time;
        Changes = new ChangeSignal(time);
        Store = Store.Open(DialectCatalog.For(Settings.Database, state.Database), Settings.Measure.Networks, LoggerOf<Store>(), new StoreOwner(state.ReadIdentity(), time));
        Sites = new SiteNumbers(Store.Contents.Sites);
        Slots = new SlotBook(Store.Contents.Slots);
        Estimates = new EstimateBook(Store.Contents.Estimates, Changes.Raise);
        Places = new PlaceBook(state.Snapshot, Settings.GeoIp.Files.Count > 0);
        Probes = new ProbeCatalog(time);
    }

    public NodeSettings Settings { get; }

    public StateFolder State { get; }

    /// <summary>The words that the answering side reads.</summary>
    public HealthTable HealthTable { get; }

    public TimeProvider Time { get; }

    public Store Store { get; }

    /// <summary>Whoever changes what a snapshot says raises it; the publisher waits for it.</summary>
    public ChangeSignal Changes { get; }

    public SiteNumbers Sites { get; }

    public SlotBook Slots { get; }

    /// <summary>Where the walk of a sample meets the publisher.</summary>
    public EstimateBook Estimates { get; }

    /// <summary>Where addresses are, as far as databases are configured.</summary>
    public PlaceBook Places { get; }

    /// <summary>The sockets that probes and checks send from.</summary>
    public ProbeCatalog Probes { get; }

    public ILogger<T> LoggerOf<T>() => loggers.CreateLogger<T>();

    /// <summary>For parts that repeat themselves and say only what changed.</summary>
    public ChangeLog ChangeLogOf<T>()
    {
        var logger = LoggerOf<T>();
        return new ChangeLog(line => logger.LogWarning("{Line}", line));
    }

    public BackgroundLoop Loop(string name, TimeSpan interval, Func<CancellationToken, Task> work) => new(name, interval, work, Time, LoggerOf<BackgroundLoop>());

    public ValueTask DisposeAsync()
    {
        Probes.Dispose();
        Places.Dispose();
        return Store.DisposeAsync();
    }
}
