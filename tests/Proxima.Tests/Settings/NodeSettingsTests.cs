using System.Net;
using Proxima.Engine.Latency;
using Proxima.Settings.Node;

namespace Proxima.Tests.Settings;

public sealed class NodeSettingsTests
{
    private const string Secret = "s3cr3t-t0k3n";

    [Fact]
    public void An_empty_file_gives_the_defaults()
    {
        var settings = Parse(string.Empty).Settings;

        Assert.Equal("/var/lib/proxima", settings.State);
        Assert.Equal(["0.0.0.0:53", "[::]:53"], settings.Dns.Listen.Select(endPoint => endPoint.ToString()));
        Assert.Equal((0, null), (settings.Dns.Workers, settings.Dns.Nsid));
        Assert.Equal("127.0.0.1:8053", settings.Api.Listen.ToString());
        Assert.Equal((50, 1, 100_000), (settings.Measure.ProbesPerSecond, settings.Measure.PerTargetPerSecond, settings.Measure.Networks));
        Assert.Equal((TimeSpan.FromSeconds(300), Tolerance.Default), (settings.Measure.Dwell, settings.Measure.Tolerance));
        Assert.Equal(TimeSpan.FromSeconds(2), settings.PublishInterval);
        Assert.Null(settings.SteeringFile);
        Assert.Null(settings.Measure.Site);
        Assert.Empty(settings.Agent.Peers);
    }

    [Fact]
    public void The_example_says_the_defaults_and_nothing_else()
    {
        var path = Path.Combine(TextFolder.Examples, "proxima.conf");

        var file = NodeSettingsFile.Load(path, new Dictionary<string, string>());

        Assert.Empty(file.Errors);
        Assert.Equal(Path.Combine(TextFolder.Examples, "steering.yaml"), file.Settings.SteeringFile);
        var defaults = new NodeSettings();
        Assert.Equal(defaults.Dns.Listen, file.Settings.Dns.Listen);
        Assert.Equal(defaults.Measure, file.Settings.Measure);
        Assert.Equal((defaults.State, defaults.PublishInterval, defaults.Api.Listen), (file.Settings.State, file.Settings.PublishInterval, file.Settings.Api.Listen));
    }

    [Fact]
    public void Every_setting_is_read_with_comments_quotes_and_any_case()
    {
        var settings = Parse(
            """
            ; a comment
            [node]
            NAME = "a name # with \"signs\""   # comment
            [DNS]
            Listen = 192.0.2.1:5353, [2001:db8::1]:53
            Workers = 4
            TcpConnections = 20000
            Nsid = fra#1
            [Measure]
            Tolerance = 5ms 20%
            Dwell = 2m
            Site =
            PassivePorts = 443, 5061
            [Agent]
            Site = fra
            Peers = http://a:1 https://b/
            Spool = spool
            [GeoIP]
            Files = asn.mmdb, /var/lib/places.CSV
            """).Settings;

        Assert.Equal("a name # with \"signs\"", settings.Name);
        Assert.Equal([IPEndPoint.Parse("192.0.2.1:5353"), IPEndPoint.Parse("[2001:db8::1]:53")], settings.Dns.Listen);
        Assert.Equal((4, 20_000, "fra#1"), (settings.Dns.Workers, settings.Dns.TcpConnections, settings.Dns.Nsid));
        Assert.Equal((new Tolerance(new Rtt(5000), 0.2), TimeSpan.FromMinutes(2), null), (settings.Measure.Tolerance, settings.Measure.Dwell, settings.Measure.Site));
        Assert.Equal(["http://a:1/", "https://b/"], settings.Agent.Peers.Select(peer => peer.ToString()));
        Assert.Equal("/etc/proxima/spool", settings.Agent.Spool);
        Assert.Equal([443, 5061], settings.Measure.PassivePorts);
        Assert.Empty(settings.Agent.PassivePorts);
        Assert.Equal(["/etc/proxima/asn.mmdb", "/var/lib/places.CSV"], settings.GeoIp.Files);
    }

    [Fact]
    public void Peers_are_hosts_or_addresses_with_or_without_a_port_of_the_file_and_of_the_clusters_own()
    {
        using var folder = new TextFolder();
        folder.Write("cluster", "MYSQL_DB=latency\nPEERS=('127.0.0.1' 'ns2.example.net' '2001:db8::2')\n");
        var file = NodeSettingsFile.Parse(
            """
            [Peers]
            Key = 0123456789abcdef0123456789abcdef
            Port = 9054
            Listen = [2001:db8::1]:9055
            Hosts = ns1.example.net, 192.0.2.7:8055, 2001:db8::7, [2001:db8::8]:8056, ns2.example.net
            ClusterFile = cluster
            """, Path.Combine(folder.Root, "proxima.conf"), new Dictionary<string, string>());

        Assert.Empty(file.Errors);
        Assert.Equal(
            [
                "https://ns1.example.net:9054/", "https://192.0.2.7:8055/", "https://[2001:db8::7]:9054/", "https://[2001:db8::8]:8056/",
                "https://ns2.example.net:9054/", "https://127.0.0.1:9054/", "https://[2001:db8::2]:9054/",
            ],
            file.Settings.Peers.Hosts.Select(host => host.AbsoluteUri));
        Assert.Equal("https://[2001:db8::1]:9055/", file.Settings.Peers.OwnDoor.AbsoluteUri);
        Assert.Equal("https://127.0.0.1:8054/", new PeerSettings().OwnDoor.AbsoluteUri);
    }

    [Theory]
    [InlineData("[Peers]\nHosts = ns1.example.net", "c:2:9: peers without the key that they know each other by, expected KeyFile = FILE in [Peers]")]
    [InlineData("[Peers]\nKey = short", "c:2:7: a key of 5 characters, expected at least 32, the same on every node: openssl rand -hex 32")]
    [InlineData("[Peers]\nKey = 0123456789abcdef0123456789abcdef\nHosts = a:b", "c:3:9: Hosts 'a:b', expected a host name or an address, with :port if it is not the default, as [2001:db8::7]:8054")]
    [InlineData("[Peers]\nKey = 0123456789abcdef0123456789abcdef\nHosts = a:99999", "c:3:9: Hosts 'a:99999', expected a host name or an address, with :port if it is not the default, as [2001:db8::7]:8054")]
    public void A_fault_among_the_peers_is_named(string text, string expected) => Assert.Equal(expected, Assert.Single(Parse(text).Errors).ToString());

    [Theory]
    [InlineData("[DNS]\nLisen = x", "c:2:1: unknown key 'Lisen' in [DNS], expected 'Listen'")]
    [InlineData("[DSN]\nListen = x", "c:1:1: unknown section 'DSN', expected 'DNS'")]
    [InlineData("[DNS\nWorkers = 1", "c:1:1: section without name or without ']', expected [Name]")]
    [InlineData("[DNS] x", "c:1:6: text after the section's ']', expected the end of the line")]
    [InlineData("Workers = 1", "c:1:1: 'Workers' before the first section, expected [Section] above it")]
    [InlineData("[DNS]\n  Workers", "c:2:3: line that is no section, key or comment, expected Key = value")]
    [InlineData("[DNS]\nWorkers = 1\nworkers = 2", "c:3:1: 'workers' a second time in [DNS], expected it once (the first is in line 2)")]
    [InlineData("[DNS]\nNsid = \"x", "c:2:8: quoted value without an end, expected a closing '\"' on the same line")]
    [InlineData("[DNS]\nNsid = \"x\" y", "c:2:11: text after the closing '\"', expected the end of the line")]
    [InlineData("[DNS]\nWorkers = 1025", "c:2:11: Workers '1025', expected a number from 0 to 1024")]
    [InlineData("[DNS]\nWorkers = -1", "c:2:11: Workers '-1', expected a number from 0 to 1024")]
    [InlineData("[DNS]\nListen = 192.0.2.1:53, 192.0.2.1", "c:2:24: Listen '192.0.2.1', expected address:port, as 0.0.0.0:53 or [::]:53")]
    [InlineData("[DNS]\nListen = ::1", "c:2:10: Listen '::1', expected address:port, as 0.0.0.0:53 or [::]:53")]
    [InlineData("[API]\nListen = localhost:80", "c:2:10: Listen 'localhost:80', expected address:port, as 0.0.0.0:53 or [::]:53")]
    [InlineData("[Measure]\nDwell = 300", "c:2:9: Dwell '300', expected a duration from 0s to 24h with its unit (ms, s, m, h)")]
    [InlineData("[Measure]\nTolerance = 10ms", "c:2:13: Tolerance '10ms', expected a duration and a share, as 10ms 15%")]
    [InlineData("[Agent]\nPassivePorts = 443, 0", "c:2:21: PassivePorts '0', expected a number from 1 to 65535")]
    [InlineData("[Publish]\nInterval = 10ms", "c:2:12: Interval '10ms', expected a duration from 100ms to 1h with its unit (ms, s, m, h)")]
    [InlineData("[Agent]\nSite = a\nPeers = ftp://x", "c:3:9: Peers 'ftp://x', expected a URL that begins with http:// or https://")]
    [InlineData("[Agent]\nPeers = http://x", "c:2:9: peers without a site to measure from, expected Site = NAME in [Agent]")]
    [InlineData("[GeoIP]\nFiles = a.mmdb b.mdb", "c:2:16: Files 'b.mdb', expected a file whose name ends in .mmdb or .csv")]
    [InlineData("[GeoIP]\nFiles = 1.csv 2.csv 3.csv 4.csv 5.csv 6.csv 7.csv 8.csv 9.csv", "c:2:9: 9 files, expected at most 8")]
    public void Each_error_stands_at_its_line_and_column(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(Parse(text).Errors).ToString());

    [Fact]
    public void All_errors_come_at_once_in_the_order_of_the_text() => Assert.Equal(
        ["2:1", "3:11", "5:1"],
        Parse("[DNS]\nNope = 1\nWorkers = x\n\n[Nope]\nx = 1\n").Errors.Select(error => $"{error.Line}:{error.Column}"));

    [Fact]
    public void The_environment_wins_over_the_file_and_its_errors_name_the_variable()
    {
        var environment = new Dictionary<string, string>
        {
            ["PROXIMA__DNS__WORKERS"] = "3",
            ["PROXIMA__DNS__NSID"] = "",
            ["PROXIMA__API__LISTEN"] = "nowhere",
            ["PROXIMA__DNS__LISEN"] = "x",
            ["PROXIMA__ODD"] = "x",
            ["PROXIMA__DSN__WORKERS"] = "x",
            ["PATH"] = "x",
        };

        var file = NodeSettingsFile.Parse("[DNS]\nWorkers = wrong\nNsid = n\n", "c", environment);

        Assert.Equal((3, null), (file.Settings.Dns.Workers, file.Settings.Dns.Nsid));
        Assert.Equal(
            [
                "PROXIMA__API__LISTEN:1:1: Listen 'nowhere', expected address:port, as 0.0.0.0:53 or [::]:53",
                "PROXIMA__DNS__LISEN:1:1: unknown key 'LISEN' in [DNS], expected one of Listen, Workers, Xdp, TcpConnections, Nsid, SolicitTcp, RateLimit, RateLimitSlip, RateLimitExempt, CookieSecretFile",
                "PROXIMA__DSN__WORKERS:1:1: unknown section 'DSN', expected 'DNS'",
                "PROXIMA__ODD:1:1: environment variable that names no setting, expected PROXIMA__SECTION__KEY",
            ],
            file.Errors.Select(error => error.ToString()));
    }

    [Fact]
    public void A_token_comes_from_the_file_or_from_a_file_of_its_own_and_is_never_shown()
    {
        using var folder = new TextFolder();
        folder.Write("token", Secret + "\n");
        var path = folder.Write("proxima.conf", $"[API]\nTokenFile = token\n[Agent]\nToken = {Secret}\n");

        var settings = NodeSettingsFile.Load(path, new Dictionary<string, string>()).Settings;

        Assert.Equal((Secret, Secret), (settings.Api.Token!.Reveal(), settings.Agent.Token!.Reveal()));
        Assert.DoesNotContain(Secret, $"{settings} {settings.Api} {settings.Agent}", StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_about_tokens_do_not_repeat_them()
    {
        using var folder = new TextFolder();
        folder.Write("empty", "\n");
        var path = folder.Write("proxima.conf", $"[API]\nToken = {Secret}\nTokenFile = none\n[Agent]\nTokenFile = empty\nTokn = {Secret}\n");

        var shown = folder.Show(NodeSettingsFile.Load(path, new Dictionary<string, string>()).Errors);

        Assert.Equal(
            """
            proxima.conf:3:13: TokenFile beside Token, expected one of the two
            proxima.conf:5:13: TokenFile 'empty' is empty, expected a token in it
            proxima.conf:6:1: unknown key 'Tokn' in [Agent], expected 'Token'
            """,
            shown);
        path = folder.Write("proxima.conf", "[API]\nTokenFile = none\n");
        Assert.StartsWith("proxima.conf:2:13: TokenFile 'none' cannot be read", folder.Show(NodeSettingsFile.Load(path, new Dictionary<string, string>()).Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_and_a_file_have_a_longest_length()
    {
        Assert.Equal("c:2:1: line of 4097 characters, expected at most 4096", Assert.Single(Parse("[DNS]\nNsid = " + new string('x', IniFile.MaxLineLength - 6)).Errors).ToString());
        Assert.Equal("c:2:8: Nsid of 129 characters, expected at most 128", Assert.Single(Parse("[DNS]\nNsid = " + new string('x', 129)).Errors).ToString());
        using var folder = new TextFolder();
        var path = folder.Write("big.conf", new string('#', (int)NodeSettingsFile.MaxFileLength + 1));
        Assert.Equal("big.conf:1:1: 1048577 octets, expected at most 1048576", folder.Show(NodeSettingsFile.Load(path, new Dictionary<string, string>()).Errors));
    }

    private static NodeSettingsFile Parse(string text)
    {
        var file = NodeSettingsFile.Parse(text, "/etc/proxima/c", new Dictionary<string, string>());
        return file with { Errors = [.. file.Errors.Select(error => error with { File = "c" })] };
    }
}
