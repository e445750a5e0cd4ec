using Proxima.Engine.Snapshots;
using Proxima.Tests.Snapshots;
using Proxima.Tests.Zones;

namespace Proxima.Tests.Listeners;

/// <summary>A snapshot with one name, in a folder that goes with it.</summary>
internal sealed class ScratchSnapshot : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-upgrade-");

    public ScratchSnapshot() => SnapshotFile.Write(At, TestSnapshot.FileOf(1, ZoneText.WithApex("example.org", "www 60 A 192.0.2.1")));

    private string At => Path.Combine(folder.FullName, "snapshot");

    /// <summary>The arguments of a process that answers from it.</summary>
    public string[] Serving(params string[] addresses) => ["--snapshot", At, "--workers", "2", .. addresses.SelectMany(address => new[] { "--listen", address })];

    public void Dispose() => folder.Delete(recursive: true);
}
