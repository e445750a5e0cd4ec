using Microsoft.Extensions.Logging;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Prediction;
using Proxima.Engine.Places;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Steering;

namespace Proxima.Control.Publishing;

/// <summary>
/// Hop 6 of the walk of a sample: every interval in which something changed, the estimates become a latency map, that and the steering
/// file become a snapshot, and the snapshot is renamed into place. A publication that fails leaves the last good snapshot in force.
/// </summary>
public sealed class Publisher(PublisherSettings settings, PublisherInputs inputs, ChangeSignal changes, TimeProvider time, ILogger<Publisher> logger)
{
    private LatencyMapBuilder? builder;
    private SteeringContent? builtFor;
    private PublishedState published = new(PublishedState.SerialOf(settings.Path), null, 0);
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? trouble;
    private DateTimeOffset? due;
    private LatencyRows? lastRows;

    /// <summary>The last snapshot of this run; without one the serial of the file that was there.</summary>
    public PublishedState Published => Volatile.Read(ref published);

    /// <summary>Ends with the first publication of this run.</summary>
    public Task First => first.Task;

    /// <summary>The rows of the last map of this run; null before the first.</summary>
    public LatencyRows? Rows => Volatile.Read(ref lastRows);

    /// <summary>Why the last publication failed, in one line; null when it did not.</summary>
    public string? Trouble => Volatile.Read(ref trouble);

    /// <summary>Publishes at once, then whenever something changed, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (true)
        {
            TryPublish();
            while (!await changes.WaitAsync(UntilNextLook(), cancel) && !IsDue)
            {
            }
        }
    }

    // At a boundary of a schedule the same steering compiles to another snapshot, though nothing changed.
    private bool IsDue => due <= time.GetUtcNow();

    private TimeSpan UntilNextLook()
    {
        var left = due - time.GetUtcNow();
        return left is null || left > settings.Interval ? settings.Interval : left > TimeSpan.Zero ? left.Value : TimeSpan.Zero;
    }

    /// <summary>Publishes what there is now. Without a steering file that was ever good, there is nothing to publish.</summary>
    public void Publish()
    {
        if (inputs.Steering() is not { } steering)
        {
            return;
        }

        var now = time.GetUtcNow();
        var rows = BuildRows(steering, now);
        var placesId = inputs.Places.Id;
        var content = new SnapshotContent(
            steering.Model, steering.Zones, rows, inputs.Health, inputs.Slots.SlotOf, Published.Serial + 1, inputs.Seed, now) { PlacesId = placesId };
        SnapshotFile.Write(settings.Path, SnapshotBuilder.Build(content));
        due = FilterCatalog.NextChange(steering.Model, now);
        Volatile.Write(ref lastRows, rows);
        Volatile.Write(ref published, new PublishedState(content.Serial, now, rows.Count));
        first.TrySetResult();
        inputs.Places.Published(placesId);
    }

    private LatencyRows BuildRows(SteeringContent steering, DateTimeOffset now)
    {
        var sites = steering.Model.Sites;
        if (builder is null || !builtFor!.Model.Sites.Select(site => site.Name).SequenceEqual(sites.Select(site => site.Name)))
        {
            builder = ResumedBuilder(sites);
        }

        builtFor = steering;
        inputs.Estimates.AddTo(builder, sites.Count, inputs.Sites.Places, inputs.Vantages, now);
        foreach (var network in inputs.Places.Id == 0 ? [] : inputs.Asked())
        {
            builder.AddUnmeasured(network);
        }

        return builder.Build(now);
    }

    // Orders have hysteresis: a start, or other sites in the steering file, must go on from what is being answered (docs/decisions/0003).
    private LatencyMapBuilder ResumedBuilder(IReadOnlyList<Site> sites)
    {
        var resumed = new LatencyMapBuilder(sites.Count, settings.Tolerance, settings.Dwell, new RowPrediction(MeshOf(sites), PlaceOf, FitInBackground, () => inputs.Places.Id));
        if (SnapshotFile.TryOpen(settings.Path, out var snapshot, out _))
        {
            using (snapshot)
            {
                var places = sites.Select((site, place) => (site.Name, place)).ToDictionary(pair => pair.Name, pair => pair.place);
                resumed.Resume(snapshot!.Latency, old => places.GetValueOrDefault(snapshot.Steering.SiteName(old), -1), snapshot.CreatedAt);
            }
        }

        return resumed;
    }

    private Place PlaceOf(Prefix network) => inputs.Places.Find(network).Of(network);

    // A fit takes seconds, and a map every two: it is worked out beside, and its end is a reason to publish.
    private async Task FitInBackground(Action fit)
    {
        await Task.Run(fit);
        changes.Raise();
    }

    private static SiteMesh MeshOf(IReadOnlyList<Site> sites) =>
        SiteMesh.Unmeasured([.. sites.Select(site => site is { Latitude: { } lat, Longitude: { } lon } ? (GeoPosition?)new GeoPosition(lat, lon) : null)]);

    // The top of a background loop: whatever goes wrong, the last good snapshot stays and the next change tries again.
    private void TryPublish()
    {
        string? now = null;
        try
        {
            Publish();
        }
        catch (Exception e)
        {
            now = $"cannot publish '{settings.Path}': {e.Message}";
        }

        if (now != trouble)
        {
            Volatile.Write(ref trouble, now);
            if (now is null)
            {
                logger.LogInformation("snapshots are published again");
            }
            else
            {
                logger.LogError("{Trouble}; the last snapshot stays in force", now);
            }
        }

        if (now is not null)
        {
            changes.Raise();
        }
    }
}

/// <summary>Where and how often, and how orders of sites change.</summary>
public sealed record PublisherSettings(string Path, TimeSpan Interval, Tolerance Tolerance, TimeSpan Dwell);

/// <summary>What a snapshot is made of. <paramref name="Steering"/> gives the last steering file without an error; null while there never was one.</summary>
public sealed record PublisherInputs(
    Func<SteeringContent?> Steering, EstimateBook Estimates, VantageWatch Vantages, SiteNumbers Sites, SlotBook Slots, PlaceBook Places, HealthTable Health, ulong Seed)
{
    /// <summary>The client networks that asked; those that were never measured are foretold from their place.</summary>
    public Func<IReadOnlyCollection<Prefix>> Asked { get; init; } = () => [];
}

/// <summary>What is in force: its serial, when this run published it (null: it is of an earlier run), and how many networks it knows.</summary>
public sealed record PublishedState(ulong Serial, DateTimeOffset? At, int Networks)
{
    /// <summary>The serial of the snapshot that is there; 0 when there is none. It must grow over restarts, so it is taken from there.</summary>
    public static ulong SerialOf(string path)
    {
        if (!SnapshotFile.TryOpen(path, out var snapshot, out _))
        {
            return 0;
        }

        using (snapshot)
        {
            return snapshot!.Serial;
        }
    }
}
