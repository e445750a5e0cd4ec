using System.Net;
using Proxima.Control.Publishing;
using Proxima.Dns.MasterFiles;
using Proxima.Dns.Names;
using Proxima.Engine.Steering;
using Proxima.Engine.Zones;

namespace Proxima.Control.Demo;

/// <summary>The demo's zone example.org with www.example.org steered over six sites; every address is one kept for documentation (RFC 5737, RFC 3849).</summary>
public static class DemoSteering
{
    public const string Name = "www.example.org";

    private const string ZoneText = """
        $ORIGIN example.org.
        $TTL 3600
        @     SOA   ns1 hostmaster 1 3600 600 604800 300
        @     NS    ns1
        ns1   A     192.0.2.53
        ns1   AAAA  2001:db8:ffff::53
        @     MX    10 mail
        mail  A     192.0.2.25
        @     TXT   "the demo of Proxima"
        """;

    public static SteeringContent Create()
    {
        var apex = DomainName.Parse("example.org.");
        var file = MasterFile.ParseText(ZoneText, "demo", apex);
        if (file.Errors.Count > 0 || !Zone.TryCreate(apex, file.Records, out var zone, out _))
        {
            throw new InvalidOperationException($"the demo's zone is wrong: {string.Join("; ", file.Errors)}");
        }

        return new SteeringContent(Model(), [zone!]);
    }

    public static IPAddress AddressOf(int site) => IPAddress.Parse($"192.0.2.{10 * (site + 1)}");

    private static SteeringModel Model() => new(
        [.. DemoPlaces.Sites.Select(site => new Site(site.Name, site.Latitude, site.Longitude))],
        [new Pool("www", [.. DemoPlaces.Sites.SelectMany((site, number) => new[]
        {
            new Endpoint($"{site.Name}-4", site.Name, AddressOf(number)),
            new Endpoint($"{site.Name}-6", site.Name, IPAddress.Parse($"2001:db8:ffff::{10 * (number + 1)}")),
        })])],
        [],
        [new Policy("nearest-one", [Filter("healthy"), Filter("nearest"), Filter("take", ("n", "1"))])],
        [new SteeredName(DomainName.Parse(Name + "."), "www", "nearest-one")]);

    private static FilterSettings Filter(string name, params (string Key, string Value)[] parameters) =>
        new(name, parameters.ToDictionary(pair => pair.Key, pair => pair.Value));
}
