using Proxima.Dns.Names;
using Proxima.Engine.Steering;
using Proxima.Settings.Node;
using Proxima.Settings.Plugin;

namespace Proxima.Tests.PowerDns;

public sealed class PluginSettingsTests
{
    private const string Article = """
        [Application]
        Version = 1.2.0
        License = da9cc627d31758c037d5c96adfbb19e4c369b83d
        Debug = true

        [DNS]
        Zone = inside-out.xyz
        Email = jane.doe@isp.net
        NS1 = ns1.isp.net
        NS2 = ns2.isp.net
        TTL = 60

        [DB]
        Type = mysql
        Server = 127.0.0.1
        User = mysql_user
        Password = mysql_user_password
        Port = 3306
        Database = latency

        [Memcached]
        Server = 127.0.0.1
        Port = 11211
        TTL = 60

        """;

    [Fact]
    public void The_articles_file_is_read_as_it_stands()
    {
        var file = Parse(Article);
        Assert.Empty(file.Errors);
        Assert.Equal(new ApplicationSettings("1.2.0", "da9cc627d31758c037d5c96adfbb19e4c369b83d", Debug: true), file.Settings.Application);
        var zone = file.Settings.Zone!;
        Assert.Equal(DomainName.Parse("inside-out.xyz"), zone.Apex);
        Assert.Equal(@"jane\.doe.isp.net.", zone.Mailbox.ToString());
        Assert.Equal(["ns1.isp.net.", "ns2.isp.net."], zone.NameServers.Select(server => server.ToString()));
        Assert.Equal(60u, zone.Ttl);
        var database = file.Settings.Database!;
        Assert.Equal((DatabaseKind.Mysql, "127.0.0.1", 3306, "mysql_user", "latency"), (database.Kind, database.Server, database.Port, database.User, database.Database));
        Assert.Equal("mysql_user_password", database.Password!.Reveal());
        Assert.DoesNotContain("mysql_user_password", file.Settings.ToString(), StringComparison.Ordinal);
        Assert.Equal(new SharedStateServer("127.0.0.1", 11211, TimeSpan.FromSeconds(60)), file.Settings.Memcached);
    }

    [Fact]
    public void A_name_server_inside_the_zone_it_serves_is_refused_with_the_reason()
    {
        var error = Assert.Single(Parse(Article.Replace("ns2.isp.net", "ns2.Inside-Out.xyz", StringComparison.Ordinal)).Errors);
        Assert.Equal((10, 7), (error.Line, error.Column));
        Assert.Contains("endless loop", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_error_is_listed_with_its_place_and_the_nearest_known_word()
    {
        var text = Article
            .Replace("Debug = true", "Debug = maybe", StringComparison.Ordinal)
            .Replace("License = da9c", "License = xyz", StringComparison.Ordinal)
            .Replace("Zone =", "Zome =", StringComparison.Ordinal)
            .Replace("jane.doe@isp.net", "jane.doe", StringComparison.Ordinal)
            .Replace("Port = 3306", "Port = 70000", StringComparison.Ordinal)
            .Replace("[Memcached]", "[Memcache]", StringComparison.Ordinal);
        Assert.Equal(
            [
                "plugin.conf:1:1: no section [Memcached], expected [Memcached]",
                "plugin.conf:3:11: License 'xyzc627d31758c037d5c96adfbb19e4c369b83d', expected 40 hexadecimal digits",
                "plugin.conf:4:9: Debug 'maybe', expected true or false",
                "plugin.conf:6:1: no Zone in [DNS], expected Zone = example.org",
                "plugin.conf:7:1: unknown key 'Zome' in [DNS], expected 'Zone'",
                "plugin.conf:8:9: Email 'jane.doe', expected an e-mail address, as hostmaster@example.org",
                "plugin.conf:18:8: Port '70000', expected a number from 1 to 65535",
                "plugin.conf:21:1: unknown section 'Memcache', expected 'Memcached'",
            ],
            Parse(text).Errors.Select(error => error.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("NS1 = ns1.isp.net\n")]
    public void Two_name_servers_are_the_least(string servers)
    {
        var text = Article.Replace("NS1 = ns1.isp.net\nNS2 = ns2.isp.net\n", servers, StringComparison.Ordinal);
        Assert.Contains("at least two", Assert.Single(Parse(text).Errors).Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void The_articles_bash_file_is_read_as_it_stands()
    {
        var file = ClusterFile.Parse("""
            # the database
            MYSQL_HOSTNAME=127.0.0.1
            MYSQL_USER=root
            MYSQL_PASSWORD=f1l3m0n3lgr4nd3
            MYSQL_DB=latency
            MYSQL_PORT=3306
            DEBUG=1
            PEERS=('127.0.0.1')

            """, "sysconfig");
        Assert.Empty(file.Errors);
        Assert.Equal(["127.0.0.1"], file.Settings.Peers);
        Assert.True(file.Settings.Debug);
        Assert.Equal(("127.0.0.1", 3306, "root", "latency", "f1l3m0n3lgr4nd3"), Of(file.Settings.Database!));
    }

    [Fact]
    public void Quotes_escapes_and_arrays_mean_what_they_mean_to_bash()
    {
        var file = ClusterFile.Parse("""
            export MYSQL_USER=one"two"'three'
            MYSQL_PASSWORD='it'\''s $HOME # `not` run'\ "a \"b\" \$c \d"   # a comment
            MYSQL_DB=four; MYSQL_PORT='3307'
            MYSQL_HOSTNAME=db\
            .example.org
            PEERS=( 'ns1.example.org' "2001:db8::1"   # the first two
                192.0.2.1

                ns1.example.org )
            """, "sysconfig");
        Assert.Empty(file.Errors);
        Assert.Equal(("db.example.org", 3307, "onetwothree", "four", "it's $HOME # `not` run a \"b\" $c \\d"), Of(file.Settings.Database!));
        Assert.Equal(["ns1.example.org", "2001:db8::1", "192.0.2.1"], file.Settings.Peers);
    }

    [Fact]
    public void What_a_shell_would_run_or_compute_is_an_error_and_nothing_runs()
    {
        var file = ClusterFile.Parse("""
            MYSQL_USER=$(whoami)
            MYSQL_DB="x`id`"
            rm -rf /tmp/x
            MYSQL_PASSWORT=x
            MYSQL_PORT=abc
            MYSQL_HOSTNAME=(a b)
            MYSQL_DB='no; such'
            PEERS=('not a host')
            PEERS=('open'
            """, "sysconfig");
        Assert.Equal(
            [
                "sysconfig:1:12: '$', which a shell would compute, expected the value itself, in single quotes if it has such characters",
                "sysconfig:2:12: '`', which a shell would compute, expected the value itself, in single quotes if it has such characters",
                "sysconfig:3:1: a command, which is not run here, expected KEY=value",
                "sysconfig:4:1: unknown key 'MYSQL_PASSWORT', expected 'MYSQL_PASSWORD'",
                "sysconfig:5:1: MYSQL_PORT 'abc', expected a number from 1 to 65535",
                "sysconfig:6:1: MYSQL_HOSTNAME is an array, expected one value",
                "sysconfig:7:1: MYSQL_DB 'no; such', expected at most 63 letters, digits, '_' or '-'",
                "sysconfig:8:1: peer 'not a host', expected a host name or an address",
                "sysconfig:9:7: array without an end, expected ')'",
            ],
            file.Errors.Select(error => error.ToString()));
    }

    [Fact]
    public void A_node_started_on_the_articles_file_stores_where_it_says_and_leaves_answering_to_PowerDNS()
    {
        var file = NodeSettingsFile.Parse(Article, "/etc/latency.pdns.plugin.conf", new Dictionary<string, string>());
        Assert.Empty(file.Errors);
        Assert.Equal(("127.0.0.1", 3306, "mysql_user", "latency", "mysql_user_password"), Of(file.Settings.Database));
        Assert.Equal(DatabaseKind.Mysql, file.Settings.Database.Kind);
        Assert.Empty(file.Settings.Dns.Listen);
        Assert.Equal(NodeSettingsFile.PluginSteeringFile, file.Settings.SteeringFile);
        Assert.Equal(60u, file.Settings.Plugin!.Zone!.Ttl);
        Assert.Equal("127.0.0.1", file.Settings.Plugin.Memcached!.Host);
    }

    [Fact]
    public void It_may_have_the_sections_of_a_node_besides_and_every_wrong_key_is_told()
    {
        var more = Article.Replace("[DB]", "Listen = 127.0.0.1:5300\nLitsen = x\n[Steering]\nFile = steering.yaml\n[DB]", StringComparison.Ordinal);
        var file = NodeSettingsFile.Parse(more, "/etc/latency.pdns.plugin.conf", new Dictionary<string, string>());
        Assert.Contains("unknown key 'Litsen' in [DNS]", Assert.Single(file.Errors).What, StringComparison.Ordinal);
        Assert.Equal(5300, Assert.Single(file.Settings.Dns.Listen).Port);
        Assert.Equal("/etc/steering.yaml", file.Settings.SteeringFile);
    }

    [Fact]
    public void The_bash_file_says_where_the_store_is_unless_the_settings_do()
    {
        using var folder = new Control.TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "cluster"), "MYSQL_HOSTNAME=db.example.org\nMYSQL_USER=root\nMYSQL_PASSWORD=secret\nMYSQL_DB=latency\nPEERS=('ns2.example.org')\n");
        var settings = $"[Node]\nState = state\n[Peers]\nClusterFile = cluster\nKey = {new string('k', 40)}\n";
        var path = Path.Combine(folder.Path, "proxima.conf");
        var file = NodeSettingsFile.Parse(settings, path, new Dictionary<string, string>());
        Assert.Empty(file.Errors);
        Assert.Equal(("db.example.org", 3306, "root", "latency", "secret"), Of(file.Settings.Database));
        Assert.Equal(Tls.Required, file.Settings.Database.Tls);
        Assert.Equal("ns2.example.org", Assert.Single(file.Settings.Peers.Hosts).Host);

        file = NodeSettingsFile.Parse(settings + "[DB]\nType = sqlite\n", path, new Dictionary<string, string>());
        Assert.Equal(DatabaseKind.Sqlite, file.Settings.Database.Kind);
    }

    [Fact]
    public void Without_an_address_to_listen_at_there_is_no_data_plane()
    {
        Assert.Empty(NodeSettingsFile.Parse("[DNS]\nListen = none\n", "proxima.conf", new Dictionary<string, string>()).Settings.Dns.Listen);
        Assert.NotEmpty(NodeSettingsFile.Parse("[DNS]\nWorkers = 1\n", "proxima.conf", new Dictionary<string, string>()).Settings.Dns.Listen);
    }

    [Fact]
    public void With_a_memcached_TTL_of_zero_nothing_is_shared()
    {
        var text = Article.Replace("Port = 11211\nTTL = 60", "Port = 11211\nTTL = 0", StringComparison.Ordinal);
        Assert.Null(Parse(text).Settings.Memcached);
    }

    private static (string, int, string?, string, string?) Of(DatabaseSettings database) =>
        (database.Server, database.Port, database.User, database.Database, database.Password?.Reveal());

    private static PluginSettingsFile Parse(string text) => PluginSettingsFile.Parse(text, "plugin.conf", new Dictionary<string, string>());
}
