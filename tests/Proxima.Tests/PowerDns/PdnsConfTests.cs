using Proxima.Dns.MasterFiles;
using Proxima.Dns.Names;
using Proxima.Engine.PowerDns;
using Proxima.Engine.Zones;
using Proxima.Settings.Plugin;
using Proxima.Tool.PowerDns;

namespace Proxima.Tests.PowerDns;

public sealed class PdnsConfTests
{
    private static readonly string Ground = Path.Combine(House.Repository.Root, "tests", "golden", "pdns", "pipe-abi5.transcript");

    private static readonly DomainName[] Steered = [DomainName.Parse("www.inside-out.xyz"), DomainName.Parse("_sip._udp.inside-out.xyz")];

    [Fact]
    public void Each_line_of_the_articles_pdns_conf_that_breaks_is_named_with_the_reason()
    {
        const string article = """
            setuid=pdns
            setgid=pdns
            launch=pipe,bind
            pipe-command=/bin/true
            pipe-regex=^.*\.(inside-out)\.(xyz);.*$
            bind-config=/etc/pdns/bind.conf
            bind-check-interval=300

            """;
        var errors = PdnsConfCheck.Run(article, "pdns.conf", Steered);
        var regex = Assert.Single(errors, error => error.Line == 5);
        Assert.Equal(12, regex.Column);
        Assert.Contains("matches no name", regex.What, StringComparison.Ordinal);
        Assert.Equal(
            ["pipe-abi-version=5", "zone-cache-refresh-interval=0", "query-cache-ttl=0", "edns-subnet-processing=yes", "consistent-backends=no"],
            errors.Where(error => error.Line == 1).Select(error => error.Expected));
    }

    [Theory]
    [InlineData("launch=bind,pipe", "asked before pipe")]
    [InlineData("launch=bind", "nothing is steered")]
    [InlineData("launch=pipe", "no bind backend")]
    [InlineData("pipe-command=/no/such/program pdns pipe", "is not there")]
    [InlineData(@"pipe-regex=^www\.inside-out\.xyz$", "does not match the steered name _sip._udp.inside-out.xyz")]
    [InlineData("pipe-regex=(", "no regular expression")]
    [InlineData("pipe-abi-version=2", "no client subnet and no scope")]
    [InlineData("zone-cache-refresh-interval=300", "ends at its start")]
    [InlineData("views=yes", "zone cache")]
    [InlineData("edns-subnet-processing=no", "not read")]
    public void A_line_that_breaks_is_found_in_a_file_that_is_else_right(string line, string reason)
    {
        var right = Right();
        Assert.Empty(PdnsConfCheck.Run(right, "pdns.conf", Steered));
        var error = Assert.Single(PdnsConfCheck.Run(right + line + "\n", "pdns.conf", Steered), error => error.Line == right.Split('\n').Length);
        Assert.Contains(reason, error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_that_is_a_socket_is_refused()
    {
        var path = Path.Combine(Path.GetTempPath(), $"proxima-{Guid.NewGuid():N}.sock");
        using var listener = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        listener.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(path));
        listener.Listen();
        var error = Assert.Single(PdnsConfCheck.Run(Right() + $"pipe-command={path}\n", "pdns.conf", Steered));
        Assert.Contains("SERVFAIL for every name", error.What, StringComparison.Ordinal);
        File.Delete(path);
    }

    [Fact]
    public void A_named_instance_of_the_backend_is_checked_by_its_own_settings()
    {
        var text = Right().Replace("launch=pipe", "launch=pipe:px", StringComparison.Ordinal).Replace("pipe-command", "pipe-px-command", StringComparison.Ordinal)
            .Replace("pipe-abi-version", "pipe-px-abi-version", StringComparison.Ordinal).Replace("pipe-regex", "pipe-px-regex", StringComparison.Ordinal);
        Assert.Empty(PdnsConfCheck.Run(text, "pdns.conf", Steered));
        Assert.NotEmpty(PdnsConfCheck.Run(text.Replace("px-abi-version=5", "px-abi-version=1", StringComparison.Ordinal), "pdns.conf", Steered));
    }

    [Fact]
    public void What_is_printed_for_an_installation_passes_its_own_check()
    {
        using var bed = new PipeBed(Ground);
        var text = PdnsConfText.Format(bed.Snapshot, "/bin/true pdns pipe", "/etc/powerdns/bind.conf");
        Assert.Contains(@"pipe-regex=^(\*\.wild\.example\.org|www\.example\.org)$", text, StringComparison.Ordinal);
        Assert.Empty(PdnsConfCheck.Run(text, "pdns.conf", SteeredNames.Of(bed.Snapshot)));
    }

    [Fact]
    public void Too_many_steered_names_for_one_expression_are_asked_for_by_their_zones()
    {
        var zone = DomainName.Parse("example.org");
        var names = Enumerable.Range(0, 500).Select(i => DomainName.Parse($"name{i}.example.org")).ToList();
        Assert.Equal(@"^(.*\.)?(example\.org)$", PipeRegex.Of(names, [zone]));
        Assert.Equal("^$", PipeRegex.Of([], [zone]));
    }

    [Fact]
    public void The_static_zone_has_every_type_of_a_steered_name_with_the_same_TTL_and_all_else_unchanged()
    {
        using var bed = new PipeBed(Ground);
        var text = new FallbackZone(bed.Snapshot).Format(0);
        var file = MasterFile.ParseText(text, "static", DomainName.Parse("example.org"));
        Assert.Empty(file.Errors);
        Assert.True(Zone.TryCreate(DomainName.Parse("example.org"), file.Records, out _, out var problems), string.Join('\n', problems));
        var www = file.Records.Where(record => record.Owner.Equals(DomainName.Parse("www.example.org"))).Select(record => $"{record.Ttl} {record.Data.Type} {record.Data}").Order();
        Assert.Equal(
            ["30 A 192.0.2.1", "30 AAAA 2001:db8:1::1", "60 MX 10 mail.example.org.", "60 SRV 1 2 3 sip.example.org.", "60 TXT \"beside the; steered addresses\""], www);
        Assert.Equal(bed.Transcript.Ground.Zones[0].Records.Count + 4, file.Records.Count);
    }

    [Fact]
    public void The_INI_files_mailbox_and_name_servers_head_the_static_zone_and_its_TTL_is_that_of_steered_names()
    {
        using var bed = new PipeBed(Ground);
        var head = new FallbackHead(DomainName.Parse(@"jane\.doe.isp.net"), [DomainName.Parse("ns1.isp.net"), DomainName.Parse("ns2.isp.net")], Ttl: 45);
        var lines = new FallbackZone(bed.Snapshot, head).Format(0).Split('\n');
        Assert.Equal("example.org.\t3600\tIN\tSOA\tns1.isp.net. jane\\.doe.isp.net. 1 2 3 4 300", lines[1]);
        Assert.Equal(["example.org.\t3600\tIN\tNS\tns1.isp.net.", "example.org.\t3600\tIN\tNS\tns2.isp.net."], lines[2..4]);
        Assert.Contains("www.example.org.\t45\tIN\tA\t192.0.2.1", lines);
    }

    private static string Right() => $"""
        launch=pipe,bind
        pipe-command=/bin/true
        pipe-abi-version=5
        pipe-regex={PipeRegex.Of(Steered, [])}
        zone-cache-refresh-interval=0
        consistent-backends=no
        edns-subnet-processing=yes
        query-cache-ttl=0
        bind-config=/etc/powerdns/bind.conf

        """;
}
