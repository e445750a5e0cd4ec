using Proxima.Engine.Latency;
using Proxima.Engine.Reports;

namespace Proxima.Tests.Reports;

public sealed class HandshakeTests : IDisposable
{
    private static readonly Prefix Network = Prefix.Parse("192.0.2.0/24");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-report-");
    private readonly HandshakePlace place = new();
    private readonly ManualTime time = new();

    private string FilePath => Path.Combine(folder.FullName, "report");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Each_handshake_is_read_once_whichever_worker_noted_it()
    {
        using var file = Create();
        file.Workers[0].Shook(Network, new Rtt(1));
        Assert.Empty(ReadNew()); // when that was is not known
        file.Workers[0].Shook(Network, new Rtt(2));
        file.Workers[1].Shook(Prefix.Parse("2001:db8:7::/48"), new Rtt(3));
        Assert.Equal([new(Network, new Rtt(2)), new(Prefix.Parse("2001:db8:7::/48"), new Rtt(3))], ReadNew());
        Assert.Empty(ReadNew());
    }

    [Fact]
    public void A_reader_that_comes_late_gets_the_latest_ones_that_fit()
    {
        using var file = Create();
        ReadNew();
        for (var i = 1u; i <= 5000; i++)
        {
            file.Workers[0].Shook(Network, new Rtt(i));
        }

        Assert.Equal(Enumerable.Range(3977, 1024).Select(i => (uint)i), ReadNew().Select(handshake => handshake.Rtt.Microseconds));
    }

    [Fact]
    public void All_handshakes_of_a_restarted_answering_side_are_new()
    {
        using var first = Create();
        first.Workers[0].Shook(Network, new Rtt(1));
        ReadNew();
        time.Advance(TimeSpan.FromSeconds(1));
        using var second = Create();
        second.Workers[0].Shook(Network, new Rtt(2));
        Assert.Equal(new Rtt(2), Assert.Single(ReadNew()).Rtt);
    }

    private ReportFile Create() => ReportFile.Create(FilePath, workers: 2, time, bucketsPerWorker: 1);

    private IReadOnlyList<Handshake> ReadNew()
    {
        Assert.True(ReportReader.TryOpen(FilePath, out var reader, out var problem), problem);
        using (reader)
        {
            return reader!.NewHandshakes(place);
        }
    }
}
