using Proxima.Dns.Names;
using Proxima.Engine.PowerDns;

namespace Proxima.Tests.PowerDns;

public sealed class RemoteMetadataFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-metadata-");
    private readonly List<string> said = [];

    private string FilePath => Path.Combine(folder.FullName, "pdns.metadata");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void What_is_written_there_later_counts_from_the_next_question()
    {
        var file = new RemoteMetadataFile(FilePath, said.Add);
        Assert.Empty(Kinds(file));
        Assert.Empty(said);
        Write("NSEC3NARROW=1");
        Assert.Equal(["NSEC3NARROW"], Kinds(file));
        Write("NSEC3PARAM=1 0 0 -\nSOA-EDIT=INCEPTION-EPOCH");
        Assert.Equal(["NSEC3PARAM", "SOA-EDIT"], Kinds(file));
        File.Delete(FilePath);
        Assert.Empty(Kinds(file));
        Assert.Equal(2, said.Count);
    }

    private static IEnumerable<string> Kinds(RemoteMetadataFile file) => file.Current().Of(DomainName.Parse("example.org")).Keys;

    // Renamed into place, as anything is that others read.
    private void Write(string lines)
    {
        File.WriteAllText(FilePath + ".new", $"Metadata for 'example.org'\n{lines}\n");
        File.Move(FilePath + ".new", FilePath, overwrite: true);
    }
}
