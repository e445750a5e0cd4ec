using System.Buffers;
using System.Text;
using Proxima.Engine.Health;
using Proxima.Engine.PowerDns;

namespace Proxima.Tests.PowerDns;

public sealed class RemoteSessionTests
{
    private static readonly string Folder = Path.Combine(House.Repository.Root, "tests", "golden", "pdns");

    public static TheoryData<string> Files() => [.. Directory.GetFiles(Folder, "remote-*.transcript").Select(path => Path.GetFileName(path)!).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void PowerDNS_reads_what_the_transcript_says(string file)
    {
        using var bed = new PipeBed(Path.Combine(Folder, file));
        var metadata = RemoteMetadata.Parse("Metadata for 'example.org'\nNSEC3NARROW = 1\nNSEC3PARAM = 1 0 0 -\nALLOW-AXFR-FROM = 192.0.2.1, 192.0.2.2\n");
        var session = new RemoteSession(bed.Hall, () => metadata, new BackendOptions(), bed.Said.Add);
        foreach (var turn in bed.Transcript.Turns)
        {
            Assert.Equal((turn.Line, string.Join('\n', turn.Replies)), (turn.Line, Ask(session, turn.Line)));
        }

        Assert.Empty(bed.Said);
    }

    [Fact]
    public void A_defect_is_answered_with_no_result_and_said_once()
    {
        var said = new List<string>();
        var session = new RemoteSession(new BackendHall(() => throw new InvalidOperationException("broken"), new HealthTable(0)), () => RemoteMetadata.Parse(""), new BackendOptions(), said.Add);
        const string lookup = """{"method":"lookup","parameters":{"qname":"www.example.org.","qtype":"ANY","remote":"192.0.2.1","real-remote":"192.0.2.1/32","zone-id":-1}}""";
        Assert.Equal("""{"result":false}""", Ask(session, lookup));
        Assert.Equal("""{"result":false}""", Ask(session, lookup));
        Assert.Contains("broken", Assert.Single(said), StringComparison.Ordinal);
    }

    private static string Ask(RemoteSession session, string line)
    {
        var output = new ArrayBufferWriter<byte>();
        session.Answer(Encoding.UTF8.GetBytes(line), output);
        return Encoding.UTF8.GetString(output.WrittenSpan).TrimEnd('\n');
    }
}
