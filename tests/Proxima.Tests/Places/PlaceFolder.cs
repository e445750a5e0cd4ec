using Proxima.Engine.Latency;
using Proxima.Engine.Places;
using Proxima.Settings.GeoIp;
using Proxima.Tests.Settings;

namespace Proxima.Tests.Places;

/// <summary>A folder with databases and what they compile to, as a node reads it.</summary>
internal sealed class PlaceFolder : IDisposable
{
    private readonly TextFolder folder = new();
    private readonly List<PlaceMap> opened = [];

    public string Snapshot => Path.Combine(folder.Root, "snapshot");

    public string Write(string name, string text) => folder.Write(name, text);

    public string Write(string name, byte[] octets)
    {
        var path = Path.Combine(folder.Root, name);
        File.WriteAllBytes(path, octets);
        return path;
    }

    public PlaceMap Open(params string[] files)
    {
        var read = GeoIpFiles.Load(files);
        Assert.True(read.Section is not null, string.Join('\n', read.Errors));
        var id = PlaceFile.Write(Snapshot, read.Section);
        Assert.True(PlaceFile.TryOpen(Snapshot, id, out var places, out var problem), problem);
        opened.Add(places!);
        return places!;
    }

    /// <summary>The errors, as a person in that folder sees them.</summary>
    public string ErrorsOf(params string[] files) => folder.Show(GeoIpFiles.Load(files).Errors);

    public void Dispose()
    {
        opened.ForEach(places => places.Dispose());
        folder.Dispose();
    }
}
