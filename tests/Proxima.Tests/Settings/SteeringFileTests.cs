using Proxima.Engine.Steering;
using Proxima.Settings.Steering;
using Proxima.Settings.Steering.Yaml;

namespace Proxima.Tests.Settings;

public sealed class SteeringFileTests
{
    // What an error's test is put behind: whole, so that only that error remains. 17 lines.
    private const string Rest = """
        zones:
          - { name: example.org, file: z }
        sites:
          fra: { latitude: 50.11, longitude: 8.68 }
        monitors:
          web: { kind: tcp, port: 443 }
        pools:
          web:
            monitor: web
            endpoints:
              - { site: fra, address: 192.0.2.1 }
        policies:
          near: { chain: [healthy, take: 2] }
          fixed: { chain: [healthy], when-empty: static }
        names:
          - { name: www.example.org, pool: web, policy: near }

        """;

    [Fact]
    public void The_example_gives_its_model()
    {
        var source = SteeringSource.Load(Path.Combine(TextFolder.Examples, "steering.yaml"));

        Assert.Empty(source.Errors);
        var model = source.Model;
        Assert.Equal(["example.org."], source.Zones.Select(zone => zone.Apex.ToString()));
        Assert.Equal([new Site("fra", 50.11, 8.68, "examplehost"), new Site("nyc", 40.71, -74.01, "examplehost"), new Site("sin", 1.35, 103.82, "otherhost")], model.Sites);
        Assert.Equal(["fra1", "fra2", "nyc1", "sin1", "fra6", "nyc6"], model.Pools[0].Endpoints.Select(endpoint => endpoint.Name));
        Assert.Equal(new Endpoint("fra1", "fra", System.Net.IPAddress.Parse("192.0.2.1"), 10), model.Pools[0].Endpoints[0]);
        Assert.Equal(["fra1", "nyc1"], model.Pools[1].Endpoints.Select(endpoint => endpoint.Name));
        Assert.Equal(new MonitorSettings("web", new TcpCheck(443), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2), 3, 2), model.Monitors[1]);
        Assert.Equal(["healthy", "nearest", "take"], model.Policies[0].Chain.Select(filter => filter.Name));
        Assert.Equal(new Dictionary<string, string> { ["tolerance"] = "10ms", ["share"] = "15%" }, model.Policies[0].Chain[1].Parameters);
        Assert.Equal((WhenEmpty.All, WhenEmpty.Static), (model.Policies[0].WhenEmpty, model.Policies[1].WhenEmpty));
        Assert.Equal(("sip.example.org.", "sip", "first", 60u, 1), (model.Names[1].Name.ToString(), model.Names[1].Pool, model.Names[1].Policy, model.Names[1].Ttl, model.Names[1].Static!.Count));
    }

    [Fact]
    public void Algorithm_is_another_word_for_chain() => Assert.Equal(
        ["healthy", "take"],
        Parse(Rest.Replace("chain: [healthy, take", "algorithm: [healthy, take", StringComparison.Ordinal)).Model.Policies[0].Chain.Select(filter => filter.Name));

    [Theory]
    [InlineData("latitude: 50.11", "s:4:20: latitude '91', expected degrees from -90 to 90", "latitude: 91")]
    [InlineData("latitude: 50.11", "s:4:10: unknown key 'latitud' in site 'fra', expected 'latitude'", "latitud: 5")]
    [InlineData("  fra: { latitude: 50.11, longitude: 8.68 }", "s:5:3: 'fra' a second time in sites, expected it once (the first is in line 4)", "  fra: {}\n  fra: {}")]
    [InlineData("  fra: {", "s:4:3: site name 'f a', expected 1 to 63 letters, digits, '-', '_' or '.'", "  f a: {}\n  fra: {")]
    [InlineData("kind: tcp", "s:6:16: unknown kind 'tpc', expected 'tcp'", "kind: tpc")]
    [InlineData("kind: tcp, port: 443", "s:6:8: tcp monitor 'web' without port, expected port: 1 to 65535", "kind: tcp")]
    [InlineData("kind: tcp, port: 443", "s:6:22: unknown key 'port' in monitor 'web', expected one of kind, interval, timeout, fall, rise", "kind: icmp, port: 443")]
    [InlineData("kind: tcp, port: 443", "s:6:8: tls monitor 'web' that checks the certificate of no name, expected name: the name clients ask for, or certificate: any", "kind: tls")]
    [InlineData("kind: tcp, port: 443", "s:6:34: unknown certificate 'trust', expected 'trusted'", "kind: tls, certificate: trust, name: a")]
    [InlineData("kind: tcp, port: 443", "s:6:30: status '2xx', expected numbers from 100 to 599, as 200-299,301", "kind: http, status: 2xx")]
    [InlineData("kind: tcp, port: 443", "s:6:28: path 'health', expected a path that begins with / and has no blank", "kind: http, path: health")]
    [InlineData("kind: tcp, port: 443", "s:6:28: host 'a b', expected a host name", "kind: http, host: a b")]
    [InlineData("kind: tcp, port: 443", "s:6:22: unknown key 'statsu' in monitor 'web', expected 'status'", "kind: http, statsu: 200")]
    [InlineData("kind: tcp, port: 443", "s:6:28: rcode 'NXDOMIAN', expected 'NXDOMAIN'", "kind: dns, rcode: NXDOMIAN")]
    [InlineData("kind: tcp, port: 443", "s:6:47: answer '192.0.2' is no A record: *, expected a A record's data, as in a zone file", "kind: dns, name: a, type: A, answer: 192.0.2")]
    [InlineData("kind: tcp, port: 443", "s:6:8: command of exec monitor 'web', expected [program, argument, ...], 1 to 32 single lines", "kind: exec")]
    [InlineData("kind: tcp, port: 443", "s:6:31: program 'check_x', expected an absolute path: it is started without a shell", "kind: exec, command: check_x")]
    [InlineData("kind: tcp, port: 443", "s:6:8: monitor 'web' without path, expected path: ...", "kind: file")]
    [InlineData("kind: tcp, port: 443", "s:6:27: ttl '1ms', expected a duration with its unit from 1s to 86400s", "kind: push, ttl: 1ms")]
    [InlineData("monitor: web", "s:9:27: unknown monitor 'wbe', expected 'web'", "monitor: { any: [web, wbe] }")]
    [InlineData("monitor: web", "s:9:20: monitor 'web' a second time, expected it once", "monitor: [web, web]")]
    [InlineData("monitor: web", "s:9:26: at-least 2 of 1 monitors, expected a number from 1 to 1", "monitor: { at-least: 2, of: [web] }")]
    [InlineData("port: 443", "s:6:29: port '0', expected a number from 1 to 65535", "port:   0")]
    [InlineData("port: 443", "s:6:55: timeout 2s above the interval, expected at most 1s", "port: 443, interval: 1s, timeout: 2s")]
    [InlineData("port: 443", "s:6:42: interval '5', expected a duration with its unit from 0.1s to 3600s", "port: 443, interval: 5")]
    [InlineData("port: 443", "s:6:38: fall 'x', expected a number from 1 to 100", "port: 443, fall: x")]
    [InlineData("monitor: web", "s:9:14: unknown monitor 'wbe', expected 'web'", "monitor: wbe")]
    [InlineData("site: fra, address", "s:11:17: unknown site 'far', expected 'fra'", "site: far, address")]
    [InlineData("site: fra, address", "s:11:9: an endpoint without site, expected site: ...", "address")]
    [InlineData("192.0.2.1 }", "s:11:31: address '192.0.2', expected an IPv4 or IPv6 address", "192.0.2 }")]
    [InlineData("192.0.2.1 }", "s:11:50: weight '65536', expected a number from 0 to 65535", "192.0.2.1, weight: 65536 }")]
    [InlineData("192.0.2.1 }", "s:12:31: address 192.0.2.1 a second time in the pool, expected it once (endpoint 'fra1' has it)", "192.0.2.1 }\n      - { site: fra, address: 192.0.2.1 }")]
    [InlineData("- { site: fra, address: 192.0.2.1 }", "s:12:17: endpoint 'a' a second time in pool 'web', expected a name of its own", "- { name: a, site: fra, address: 192.0.2.1 }\n      - { name: a, site: fra, address: 192.0.2.2 }")]
    [InlineData("      - { site: fra, address: 192.0.2.1 }\n", "s:10:15: 0 endpoints in pool 'web', expected 1 to 64", "")]
    [InlineData("take: 2", "s:13:28: no filter is called 'takes', expected 'take'", "takes: 2")]
    [InlineData("take: 2", "s:13:34: '0' is no value for 'n', expected a whole number from 1 to 64", "take: 0")]
    [InlineData("take: 2", "s:13:39: 'nearest' has no parameter 'tolerence', expected 'tolerance'", "nearest: { tolerence: 1ms }")]
    [InlineData("take: 2", "s:13:28: entry of a chain that names no filter, expected a filter, as healthy or take: 2", "[a]")]
    [InlineData("when-empty: static", "s:14:42: unknown when-empty 'nobody', expected one of all, none, static, previous", "when-empty: nobody")]
    [InlineData("chain: [healthy], when", "s:14:41: algorithm beside chain, expected one of the two: they are the same", "chain: [healthy], algorithm: [healthy], when")]
    [InlineData("chain: [healthy],", "s:14:19: 0 filters in policy 'fixed', expected chain: 1 to 16 filters", "chain: [],")]
    [InlineData("pool: web", "s:16:36: unknown pool 'wbe', expected 'web'", "pool: wbe")]
    [InlineData("policy: near", "s:16:49: unknown policy 'nera', expected 'near'", "policy: nera")]
    [InlineData("policy: near", "s:16:49: policy 'fixed' answers static addresses, and there are none, expected static: [address, ...]", "policy: fixed")]
    [InlineData("policy: near", "s:16:60: ttl '86401', expected a number from 0 to 86400", "policy: near, ttl: 86401")]
    [InlineData("policy: near", "s:16:75: static 'b', expected an IPv4 or IPv6 address", "policy: near, static: [192.0.2.1, b]")]
    [InlineData("www.example.org", "s:16:13: www.example.net. lies in none of the zones, expected a name in example.org.", "www.example.net")]
    [InlineData("www.example.org", "s:16:13: 'www..org' is no domain name: *, expected a name, as www.example.org", "www..org")]
    [InlineData("names:\n", "s:17:13: www.example.org. a second time, expected it once (the first is in line 16)", "names:\n  - { name: WWW.example.org, pool: web, policy: near }\n")]
    [InlineData("file: z }", "s:3:13: zone example.org. a second time, expected each zone once", "file: z }\n  - { name: example.org., file: y }")]
    [InlineData("file: z }", "s:3:5: a zone without file, expected file: ...", "file: z }\n  - { name: a.org }")]
    [InlineData("names:", "s:15:8: YAML: an anchor, an alias or a tag, expected one plain YAML document", "names: &x")]
    [InlineData("names:", "s:16:1: YAML: a second document, expected one plain YAML document", "...\n---\nnames:")]
    public void Each_error_stands_at_its_line_and_column(string from, string expected, string to)
    {
        var error = Assert.Single(Parse(ReplaceOnce(Rest, from, to)).Errors).ToString();

        var parts = expected.Split('*');
        Assert.StartsWith(parts[0], error, StringComparison.Ordinal);
        Assert.EndsWith(parts[^1], error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_the_errors_are_put_into_has_none_of_its_own() => Assert.Empty(Parse(Rest).Errors);

    [Fact]
    public void Errors_of_the_steering_file_and_of_its_zones_come_together()
    {
        using var folder = new TextFolder();
        folder.Write("a.zone", "$TTL 1\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns FOO 1\n");
        folder.Write("b.zone", "$TTL 1\n@ NS ns\nns CNAME x\nns A 192.0.2.1\n");
        var path = folder.Write("s.yaml", "zones:\n  - { name: a.org, file: a.zone }\n  - { name: b.org, file: b.zone }\n  - { name: c.org, file: c.zone }\nsite: {}\n");

        var shown = folder.Show(SteeringSource.Load(path).Errors).Split('\n');

        Assert.Equal("s.yaml:5:1: unknown key 'site' in the steering file, expected 'sites'", shown[0]);
        Assert.Equal("a.zone:4:4: unknown record type 'FOO', expected a type, as A or TYPE65280", shown[1]);
        Assert.StartsWith("b.zone:2:1: b.org. has 0 SOA records", shown[2], StringComparison.Ordinal);
        Assert.Contains(shown, line => line.StartsWith("b.zone:3:1: ns.b.org. CNAME must be the only record", StringComparison.Ordinal));
        Assert.StartsWith("c.zone:1:1: cannot read 'c.zone'", shown[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_steered_name_that_the_zone_hides_is_an_error_at_the_name()
    {
        using var folder = new TextFolder();
        folder.Write("z", "$TTL 1\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\nwww CNAME ns\n");
        var path = folder.Write("s.yaml", Rest);

        Assert.Equal("s.yaml:16:13: steered name www.example.org. is a CNAME in zone example.org., expected a name that the zone's records leave free", folder.Show(SteeringSource.Load(path).Errors));
    }

    [Fact]
    public void Limits_of_the_file_have_their_errors()
    {
        var sites = string.Concat(Enumerable.Range(0, SteeringLimits.Sites + 1).Select(site => $"  s{site}: {{}}\n"));
        Assert.Equal("s:2:3: 256 sites, expected at most 255", Assert.Single(Parse("sites:\n" + sites).Errors).ToString());

        var endpoints = string.Concat(Enumerable.Range(1, SteeringLimits.EndpointsOfPool + 1).Select(host => $"    - {{ site: fra, address: 192.0.2.{host} }}\n"));
        Assert.Equal("s:6:5: 65 endpoints in pool 'p', expected 1 to 64", Assert.Single(Parse($"sites:\n  fra: {{}}\npools:\n  p:\n   endpoints:\n{endpoints}").Errors).ToString());

        var deep = new string('[', YamlText.MaxDepth + 3);
        Assert.StartsWith($"s:1:{YamlText.MaxDepth + 2}: YAML: more than 16 levels", Assert.Single(Parse(deep).Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_steering_file_damaged_anywhere_gives_errors_and_never_an_exception()
    {
        var random = new Random(20261123);
        var whole = File.ReadAllText(Path.Combine(TextFolder.Examples, "steering.yaml"));
        const string signs = "[]{}:,-#&*!|>'\"%@`?\t\n \\\u0000";
        var broken = 0;
        for (var round = 0; round < 3000; round++)
        {
            var text = whole.ToCharArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                text[random.Next(text.Length)] = signs[random.Next(signs.Length)];
            }

            var file = Parse(new string(text)[..random.Next(text.Length)]);
            broken += file.Errors.Count > 0 ? 1 : 0;
            Assert.All(file.Errors, error => Assert.True(error is { Line: > 0, Column: > 0 }));
        }

        Assert.True(broken > 1500, $"{broken} of 3000 had errors");
    }

    private static SteeringFile Parse(string text) => SteeringFile.Parse(text, "s");

    private static string ReplaceOnce(string text, string from, string to)
    {
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, $"'{from}' is not in the text");
        return text[..at] + to + text[(at + from.Length)..];
    }
}
