using Proxima.Engine.PowerDns;
using Proxima.Engine.Snapshots;
using Proxima.Tests.Snapshots;

namespace Proxima.Tests.PowerDns;

public sealed class BackendSnapshotTests : IDisposable
{
    private readonly string path = Path.Combine(Directory.CreateTempSubdirectory("proxima-pdns-").FullName, "snapshot");
    private readonly ManualTime time = new();
    private readonly List<string> said = [];

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

    [Fact]
    public void A_snapshot_that_goes_comes_back_or_is_damaged_is_noticed_with_a_question_a_moment_later_and_said_once()
    {
        var snapshot = new BackendSnapshot(path, null, null, time, said.Add);
        Assert.Null(Next(snapshot));
        Assert.Null(Next(snapshot));
        SnapshotFile.Write(path, TestSnapshot.FileOf(1));
        Assert.Equal(1ul, Next(snapshot)!.Serial);
        SnapshotFile.Write(path, TestSnapshot.FileOf(2));
        Assert.Equal(2ul, Next(snapshot)!.Serial);
        File.Delete(path);
        Assert.Null(Next(snapshot));
        SnapshotFile.Write(path, TestSnapshot.FileOf(3).AsSpan(0, 200));
        Assert.Null(Next(snapshot));
        SnapshotFile.Write(path, TestSnapshot.FileOf(4));
        Assert.Equal(4ul, Next(snapshot)!.Serial);

        Assert.Collection(
            said,
            line => Assert.Contains("cannot open snapshot", line, StringComparison.Ordinal),
            line => Assert.StartsWith("answering from", line, StringComparison.Ordinal),
            line => Assert.Contains("cannot open snapshot", line, StringComparison.Ordinal),
            line => Assert.Contains("damaged", line, StringComparison.Ordinal),
            line => Assert.StartsWith("answering from", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_snapshot_past_its_limit_is_none_until_a_newer_one_comes()
    {
        SnapshotFile.Write(path, TestSnapshot.FileOf(1)); // made at the Unix epoch
        var limit = time.GetUtcNow() - DateTimeOffset.UnixEpoch;
        var snapshot = new BackendSnapshot(path, null, limit, time, said.Add);
        Assert.NotNull(snapshot.Current());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(snapshot.Current());
        Assert.Null(snapshot.Current());
        Assert.Equal(2, said.Count);
        Assert.Contains("PowerDNS serves the static records", said[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Questions_of_the_same_moment_are_answered_from_the_same_files()
    {
        SnapshotFile.Write(path, TestSnapshot.FileOf(1));
        var snapshot = new BackendSnapshot(path, null, null, time, said.Add);
        Assert.Equal(1ul, snapshot.Current()!.Serial);
        SnapshotFile.Write(path, TestSnapshot.FileOf(2));
        Assert.Equal(1ul, snapshot.Current()!.Serial);
        Assert.Equal(2ul, Next(snapshot)!.Serial);
    }

    private Snapshot? Next(BackendSnapshot snapshot)
    {
        time.Advance(BackendSnapshot.LookInterval);
        return snapshot.Current();
    }
}
