using System.Buffers.Binary;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Answering;
using Proxima.Engine.Latency;
using Proxima.Engine.Protection;
using Proxima.Engine.Reports;
using Proxima.Tests.Answering.Scenarios;
using Proxima.Tests.Snapshots;
using Proxima.Tests.Zones;

namespace Proxima.Tests.Answering;

public sealed class AllocationTests
{
    [Fact]
    public void A_query_allocates_nothing_once_the_worker_is_warm()
    {
        var steering = ScenarioSteering.Parse("""
            ENDPOINT fra1 fra 192.0.2.1
            ENDPOINT nyc1 nyc 192.0.2.2
            ENDPOINT nyc6 nyc 2001:db8::2
            LATENCY 198.51.100.0/24 fra=10 nyc=90
            NAME near.example.org. take=2
            """.Split('\n', StringSplitOptions.TrimEntries));
        var snapshot = TestSnapshot.Of(steering.Model(), steering.Latency(), steering.Health(), ZoneText.WithApex("example.org.", """
                @ 60 MX 10 mail
                mail 60 A 192.0.2.25
                www 60 A 192.0.2.1
                alias 60 CNAME www
                to-near 60 CNAME near
                loop 60 CNAME loop
                old 60 DNAME new
                host.new 60 A 192.0.2.3
                *.wild 60 TXT "any"
                child 60 NS ns.child
                ns.child 60 A 192.0.2.53
                """));
        var hall = new TestHall(snapshot, new ResponderOptions(Nsid: "node-1"));
        var limit = new RateLimit(new RateLimitSettings(7, RateLimitSettings.DefaultSlip, new PrefixSet([Prefix.Parse("2001:db8::/32")])), 1, TimeProvider.System);
        var guarded = new TestHall(snapshot, new ResponderOptions { Guard = new Guard(new CookieMint(new CookieSecrets(CookieSecret.CreateRandom()), TimeProvider.System), limit) });
        string[] names = ["www", "alias", "loop", "host.old", "x.wild", "x.child", "none", "", "mail", "near", "to-near"];
        RecordType[] types = [RecordType.A, RecordType.AAAA, RecordType.MX, RecordType.ANY, RecordType.TXT, RecordType.AXFR];
        var requests = names.SelectMany(name => types.SelectMany(type => new[] { false, true }.Select(edns => RequestOf($"{name}{(name.Length > 0 ? "." : "")}example.org.", type, edns))))
            .Append(RequestOf("example.com.", RecordType.A, true))
            .Append([1, 2, 3])
            .Append([0, 1, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0])
            .ToArray();

        var octets = 0L;
        Assert.Equal(0, Allocations.InTheLeanestTurn(() => octets = Run(hall, requests, 10_000)));
        Assert.Equal(0, Allocations.InTheLeanestTurn(() => Run(guarded, requests, 10_000)));
        Assert.True(guarded.Report.Total(Counter.RateDropped) > 500);
        Assert.True(guarded.Report.Total(Counter.RateTruncated) > 500);
        Assert.True(octets > 10_000 * 12);
        Assert.True(hall.Report.Total(Counter.Steered) > 500);
    }

    private static long Run(TestHall hall, byte[][] requests, int count)
    {
        long octets = 0;
        for (var i = 0; i < count; i++)
        {
            octets += hall.Ask(requests[i % requests.Length], i % 3 == 0 ? Transport.Tcp : Transport.Udp).Length;
        }

        return octets;
    }

    /// <summary>RD set; with EDNS also a client subnet 198.51.100.0/24, NSID and a client's cookie.</summary>
    private static byte[] RequestOf(string name, RecordType type, bool edns)
    {
        byte[] header = [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, (byte)(edns ? 1 : 0)];
        byte[] tail = [0, 0, 0, 1];
        BinaryPrimitives.WriteUInt16BigEndian(tail, (ushort)type);
        byte[] opt = edns ? [0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 27, 0, 8, 0, 7, 0, 1, 24, 0, 198, 51, 100, 0, 3, 0, 0, 0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8] : [];
        return [.. header, .. DomainName.Parse(name).Wire, .. tail, .. opt];
    }
}
