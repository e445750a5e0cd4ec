using System.Buffers;
using System.Text;
using Proxima.Engine.Latency;
using Proxima.Engine.PowerDns;
using Proxima.Engine.Reports;

namespace Proxima.Tests.PowerDns;

public sealed class BackendReportTests : IDisposable
{
    private static readonly string Ground = Path.Combine(House.Repository.Root, "tests", "golden", "pdns", "pipe-abi3.transcript");

    private readonly PipeBed bed = new(Ground);

    public void Dispose() => bed.Dispose();

    [Fact]
    public void Networks_of_clients_whose_question_was_steered_are_noted_by_subnet_or_else_by_resolver()
    {
        Ask("www.example.org", "192.0.2.250", "203.0.113.64/26");
        Ask("www.example.org", "198.51.100.53", "198.51.100.53/32");
        Ask("www.example.org", "198.51.100.53", "0.0.0.0/0");
        Assert.Equal(
            [new SeenNetwork(Prefix.Parse("198.51.100.0/24"), Prefix.Parse("198.51.100.53"), 2), new SeenNetwork(Prefix.Parse("203.0.113.0/24"), Prefix.Parse("203.0.113.64/26"), 1)],
            Seen());
        Assert.Equal((3, 3, 0), Counts());
    }

    [Fact]
    public void What_PowerDNS_asks_for_itself_and_what_is_not_steered_names_no_network()
    {
        Ask("www.example.org", "0.0.0.0", "0.0.0.0/0");
        Ask("www.example.org", "192.0.2.250", "203.0.113.0/24", type: "SOA");
        Ask("static.example.org", "192.0.2.250", "203.0.113.0/24");
        Assert.Empty(Seen());
        Assert.Equal((1, 0, 1), Counts());
    }

    [Fact]
    public void The_remote_backend_notes_the_same()
    {
        var session = new RemoteSession(bed.Hall, () => RemoteMetadata.Parse(""), new BackendOptions(), Assert.Fail);
        session.Answer(
            "lookup",
            [new("qname", "www.example.org."), new("qtype", "ANY"), new("remote", "192.0.2.53"), new("real-remote", "203.0.113.0/24")],
            new ArrayBufferWriter<byte>());
        Assert.Equal([new SeenNetwork(Prefix.Parse("203.0.113.0/24"), Prefix.Parse("203.0.113.0/24"), 1)], Seen());
        Assert.Equal((1, 1, 0), Counts());
    }

    [Fact]
    public void A_folder_that_cannot_be_used_is_said_once_and_tried_again()
    {
        var folder = Directory.CreateTempSubdirectory("proxima-backend-");
        var time = new ManualTime();
        var said = new List<string>();
        var reports = new ReportFolder(Path.Combine(folder.FullName, "reports"), time);
        Assert.True(reports.TryCreate(out _));
        var crowd = Enumerable.Range(0, ReportFolder.MaxReports).Select(_ =>
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            return reports.TryJoin(out var problem) ?? throw new IOException(problem);
        }).ToList();
        var hall = new BackendHall(() => bed.Snapshot, bed.Hall.Health, new BackendReport(reports, time, said.Add));
        var session = new PipeSession(hall, new BackendOptions(), said.Add);
        Ask(session, "HELO\t5");
        for (var i = 0; i < 3; i++)
        {
            Ask(session, "Q\twww.example.org\tIN\tANY\t-1\t192.0.2.250\t192.0.2.53\t203.0.113.0/24");
            time.Advance(BackendReport.RetryInterval);
        }

        Assert.Contains("the networks of its clients are not measured", Assert.Single(said), StringComparison.Ordinal);
        crowd.ForEach(file => file.Dispose());
        Ask(session, "Q\twww.example.org\tIN\tANY\t-1\t192.0.2.250\t192.0.2.53\t203.0.113.0/24");
        Assert.Equal(2, said.Count);
        var seen = new List<SeenNetwork>();
        reports.Read((report, _) => seen.AddRange(report.SeenNetworks()));
        Assert.Single(seen);
        folder.Delete(recursive: true);
    }

    private void Ask(string name, string remote, string subnet, string type = "ANY")
    {
        Ask(bed.Session, "HELO\t5");
        Ask(bed.Session, $"Q\t{name}\tIN\t{type}\t-1\t{remote}\t192.0.2.53\t{subnet}");
    }

    private static void Ask(PipeSession session, string line) => session.Answer(Encoding.UTF8.GetBytes(line), new ArrayBufferWriter<byte>());

    private (long Questions, long Steered, long Left) Counts() =>
        (bed.Report.Total(Counter.PowerDnsQuestions), bed.Report.Total(Counter.Steered), bed.Report.Total(Counter.PowerDnsLeft));

    private IReadOnlyList<SeenNetwork> Seen()
    {
        var seen = new List<SeenNetwork>();
        bed.Report.CopySeenTo(seen);
        return SeenNetwork.Merge(seen);
    }
}
