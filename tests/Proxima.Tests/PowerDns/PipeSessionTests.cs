using Proxima.Dns.Names;
using Proxima.Engine.PowerDns;

namespace Proxima.Tests.PowerDns;

public sealed class PipeSessionTests
{
    private const string Question = "Q\twww.example.org\tIN\tANY\t-1\t203.0.113.9\t192.0.2.53\t203.0.113.9/32";

    private static readonly string Folder = Path.Combine(House.Repository.Root, "tests", "golden", "pdns");

    public static TheoryData<string> Files() => [.. Directory.GetFiles(Folder, "pipe-*.transcript").Select(path => Path.GetFileName(path)!).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void PowerDNS_reads_what_the_transcript_says(string file)
    {
        using var bed = new PipeBed(Path.Combine(Folder, file));
        foreach (var turn in bed.Transcript.Turns)
        {
            Assert.Equal([turn.Line, .. turn.Replies], [turn.Line, .. Transcript.Ask(bed.Session, turn.Line)]);
        }
    }

    [Fact]
    public void The_lines_of_one_client_query_get_one_decision_however_often_and_by_whichever_coprocess_they_are_asked()
    {
        using var bed = Greeted();
        using var other = Greeted();
        var first = Transcript.Ask(bed.Session, Question);
        Assert.Equal(2, first.Count);
        Transcript.Ask(bed.Session, Question.Replace("203.0.113.9", "198.51.100.9", StringComparison.Ordinal));
        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal(first, Transcript.Ask(bed.Session, Question)));
        Assert.Equal(first, Transcript.Ask(other.Session, Question));
    }

    [Fact]
    public void Without_a_snapshot_every_question_is_answered_with_END()
    {
        var said = new List<string>();
        var session = new PipeSession(new BackendHall(() => null, new Engine.Health.HealthTable(0)), new BackendOptions(), said.Add);
        Assert.Equal(["OK\tProxima"], Transcript.Ask(session, "HELO\t5"));
        Assert.Equal(["END"], Transcript.Ask(session, Question));
        Assert.Equal(["no snapshot", "END"], Transcript.Ask(session, "CMD\tstatus"));
        Assert.Empty(said);
    }

    [Fact]
    public void A_defect_is_answered_with_END_and_said_once()
    {
        var said = new List<string>();
        var session = new PipeSession(new BackendHall(() => throw new InvalidOperationException("broken"), new Engine.Health.HealthTable(0)), new BackendOptions(), said.Add);
        Transcript.Ask(session, "HELO\t5");
        Assert.Equal(["END"], Transcript.Ask(session, Question));
        Assert.Equal(["END"], Transcript.Ask(session, Question));
        Assert.Contains("broken", Assert.Single(said), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "pipe-abi-version=5")]
    [InlineData("2", "pipe-abi-version=5")]
    [InlineData("6", "known are 1 to 5")]
    [InlineData("", "known are 1 to 5")]
    public void A_protocol_that_cannot_keep_clients_apart_is_complained_about(string abi, string complaint)
    {
        using var bed = new PipeBed(Path.Combine(Folder, "pipe-abi3.transcript"));
        Transcript.Ask(bed.Session, $"HELO\t{abi}");
        Assert.Contains(complaint, Assert.Single(bed.Said), StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_zone_configured_names_of_other_zones_are_left_alone()
    {
        using var bed = new PipeBed(Path.Combine(Folder, "pipe-abi3.transcript"), DomainName.Parse("example.net"));
        Transcript.Ask(bed.Session, "HELO\t5");
        Assert.Equal(["END"], Transcript.Ask(bed.Session, Question));
        using var own = new PipeBed(Path.Combine(Folder, "pipe-abi3.transcript"), DomainName.Parse("EXAMPLE.org"));
        Transcript.Ask(own.Session, "HELO\t5");
        Assert.Equal(2, Transcript.Ask(own.Session, Question).Count);
    }

    [Fact]
    public void The_TTL_of_the_plugins_file_is_that_of_steered_records_alone()
    {
        using var bed = new PipeBed(Path.Combine(Folder, "pipe-abi5.transcript"), DomainName.Parse("example.org"));
        Transcript.Ask(bed.Session, "HELO\t5");
        var ttls = Transcript.Ask(bed.Session, Question)[..^1].Select(line => line.Split('\t')).ToLookup(fields => fields[5], fields => fields[6]);
        Assert.All(ttls["A"], ttl => Assert.Equal("77", ttl));
        Assert.DoesNotContain("77", ttls.Where(type => type.Key is not ("A" or "AAAA")).SelectMany(type => type));
    }

    [Fact]
    public void Debug_writes_the_explanation_to_the_log_of_PowerDNS_before_the_answer()
    {
        using var bed = new PipeBed(Path.Combine(Folder, "pipe-abi3.transcript"), traces: true);
        Transcript.Ask(bed.Session, "HELO\t5");
        var lines = Transcript.Ask(bed.Session, Question);
        Assert.Equal("LOG\twww.example.org. A for 203.0.113.9/32 (by resolver address): 192.0.2.2, nyc is 10.0 ms away as measured for this network.", lines[0]);
        Assert.Equal("END", lines[^1]);
        Assert.StartsWith("DATA\t8\t1\twww.example.org\tIN\tA\t30\t-1\t192.0.2.2", lines[^2], StringComparison.Ordinal);
        Assert.All(lines[..^2], line => Assert.StartsWith("LOG\t", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Explain_can_be_asked_through_pdnsutil()
    {
        using var bed = Greeted();
        var lines = Transcript.Ask(bed.Session, "CMD\texplain www.example.org A 203.0.113.0/24");
        Assert.StartsWith("www.example.org. A for 203.0.113.0/24 (by client subnet): 192.0.2.2", lines[0], StringComparison.Ordinal);
        Assert.Equal("END", lines[^1]);
    }

    [Fact]
    public void Octets_at_random_never_get_anything_but_whole_answers()
    {
        using var bed = Greeted();
        var random = new Random(20260101);
        var line = new byte[300];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(line);
            var text = string.Concat(line.Take(random.Next(line.Length)).Select(octet => (char)octet)).Replace('\n', 'x');
            if (i % 2 == 0)
            {
                var at = random.Next(Question.Length);
                text = Question[..at] + (text.Length > 3 ? text[..3] : "") + Question[(at + (i % 5 == 0 ? 1 : 0))..];
            }

            Assert.Equal("END", Transcript.Ask(bed.Session, text)[^1]);
        }

        Assert.Empty(bed.Said);
    }

    private static PipeBed Greeted()
    {
        var bed = new PipeBed(Path.Combine(Folder, "pipe-abi3.transcript"));
        Transcript.Ask(bed.Session, "HELO\t5");
        return bed;
    }
}
