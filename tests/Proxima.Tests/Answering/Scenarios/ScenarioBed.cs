using Proxima.Engine.Health;
using Proxima.Engine.Places;
using Proxima.Engine.Snapshots;

namespace Proxima.Tests.Answering.Scenarios;

/// <summary>The snapshot of a scenario, with its places beside it, written and opened as a node does.</summary>
internal sealed class ScenarioBed : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("scenario");

    public ScenarioBed(Scenario scenario, HealthTable health)
    {
        var path = Path.Combine(folder.FullName, "snapshot");
        var model = scenario.Steering.Model();
        var endpoints = model.Pools.SelectMany(pool => pool.Endpoints).ToList();
        ulong places = 0;
        if (scenario.Steering.Places is { } ranges)
        {
            Assert.True(ranges.TrySort(out _, out _));
            places = PlaceFile.Write(path, PlaceTable.Build([ranges]));
        }

        SnapshotFile.Write(path, SnapshotBuilder.Build(new SnapshotContent(
            model, scenario.Zones, scenario.Steering.Latency(), health, (_, endpoint) => endpoints.IndexOf(endpoint), 1, 7, scenario.Steering.At) { PlacesId = places }));
        Assert.True(SnapshotFile.TryOpen(path, out var snapshot, out var problem), problem);
        Snapshot = snapshot!;
    }

    public Snapshot Snapshot { get; }

    public void Dispose()
    {
        Snapshot.Dispose();
        folder.Delete(recursive: true);
    }
}
