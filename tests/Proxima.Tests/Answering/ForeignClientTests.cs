using System.Text.RegularExpressions;
using Proxima.Engine.Answering;
using Proxima.Tests.Snapshots;
using Proxima.Tests.Zones;

namespace Proxima.Tests.Answering;

/// <summary>Responses over loopback UDP, read by dig, drill and kdig: three decoders of other people.</summary>
public sealed partial class ForeignClientTests
{
    private readonly TestHall hall = new(
        TestSnapshot.Of(ZoneText.WithApex("example.org.", """
            @ 60 MX 10 mail
            mail 60 A 192.0.2.25
            mail 60 AAAA 2001:db8::25
            www 60 A 192.0.2.1
            www 60 A 192.0.2.2
            alias 60 CNAME www
            old 60 DNAME new
            host.new 60 A 192.0.2.3
            *.wild 60 TXT "any"
            child 60 NS ns.child
            ns.child 60 A 192.0.2.53
            """)),
        new ResponderOptions(Nsid: "node-1"));

    public static TheoryData<string, string, string, string, string> Questions() => new()
    {
        { "www.example.org", "A", "NOERROR", "qr aa rd", "www.example.org.A192.0.2.1|www.example.org.A192.0.2.2" },
        { "alias.example.org", "A", "NOERROR", "qr aa rd", "alias.example.org.CNAMEwww.example.org.|www.example.org.A192.0.2.1|www.example.org.A192.0.2.2" },
        { "host.old.example.org", "A", "NOERROR", "qr aa rd", "old.example.org.DNAMEnew.example.org.|host.old.example.org.CNAMEhost.new.example.org.|host.new.example.org.A192.0.2.3" },
        { "example.org", "MX", "NOERROR", "qr aa rd", "example.org.MX10mail.example.org.|mail.example.org.A192.0.2.25|mail.example.org.AAAA2001:db8::25" },
        { "a.b.wild.example.org", "TXT", "NOERROR", "qr aa rd", "a.b.wild.example.org.TXT\"any\"" },
        { "x.child.example.org", "A", "NOERROR", "qr rd", "child.example.org.NSns.child.example.org.|ns.child.example.org.A192.0.2.53" },
        { "none.example.org", "A", "NXDOMAIN", "qr aa rd", "example.org.SOAns.invalid.host.invalid.1234300" },
        { "www.example.org", "AAAA", "NOERROR", "qr aa rd", "example.org.SOAns.invalid.host.invalid.1234300" },
        { "www.example.com", "A", "REFUSED", "qr rd", "" },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Dig_drill_and_kdig_read_the_same_answer(string name, string type, string rcode, string flags, string records)
    {
        await using var door = hall.Listen(out var port);
        foreach (var (tool, arguments) in new[]
        {
            ("dig", new[] { "@127.0.0.1", "-p", $"{port}", "+tries=1", "+time=2", "+norrcomments", name, type }),
            ("kdig", ["@127.0.0.1", "-p", $"{port}", "+retry=0", "+time=2", "+edns", name, type]),
            ("drill", ["-p", $"{port}", "-b", "1232", name, "@127.0.0.1", type]),
        })
        {
            Assert.SkipUnless(Oracles.Has(tool), $"{tool} is not installed");
            var output = await Oracles.RunAsync(tool, arguments);
            Assert.True(Regex.IsMatch(output, $@"(status|rcode): {rcode}\b"), $"{tool}: {output}");
            Assert.True(Regex.IsMatch(output, $@"[Ff]lags: {flags} ?;"), $"{tool}: {output}");
            Assert.Equal(records, string.Join('|', RecordsOf(output)));
        }
    }

    [Fact]
    public async Task Dig_reads_NSID_client_subnet_and_the_extended_error()
    {
        Assert.SkipUnless(Oracles.Has("dig"), "dig is not installed");
        await using var door = hall.Listen(out var port);
        var output = await Oracles.RunAsync("dig", "@127.0.0.1", "-p", $"{port}", "+tries=1", "+time=2", "+nsid", "+subnet=198.51.100.0/24", "www.example.com");
        Assert.Contains("NSID: 6e 6f 64 65 2d 31 (\"node-1\")", output, StringComparison.Ordinal);
        Assert.Contains("CLIENT-SUBNET: 198.51.100.0/24/0", output, StringComparison.Ordinal);
        Assert.Contains("EDE: 20 (Not Authoritative)", output, StringComparison.Ordinal);
        Assert.Contains("udp: 1232", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dig_is_told_BADVERS_for_a_later_EDNS()
    {
        Assert.SkipUnless(Oracles.Has("dig"), "dig is not installed");
        await using var door = hall.Listen(out var port);
        var output = await Oracles.RunAsync("dig", "@127.0.0.1", "-p", $"{port}", "+tries=1", "+time=2", "+edns=1", "+noednsnegotiation", "www.example.org");
        Assert.Contains("status: BADVERS", output, StringComparison.Ordinal);
    }

    /// <summary>The records of all sections without blanks, TTL and class, in the order printed.</summary>
    private static IEnumerable<string> RecordsOf(string output) => output.Split('\n')
        .Select(line => RecordLine().Match(line))
        .Where(match => match.Success)
        .Select(match => match.Groups[1].Value + match.Groups[2].Value.Replace(" ", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal));

    [GeneratedRegex(@"^([^;\s]\S*)\s+\d+\s+IN\s+(\S.*?)\s*$")]
    private static partial Regex RecordLine();
}
