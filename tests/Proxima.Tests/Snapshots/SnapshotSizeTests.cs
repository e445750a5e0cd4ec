using System.Net;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering;
using Proxima.Tests.Steering;

namespace Proxima.Tests.Snapshots;

public sealed class SnapshotSizeTests(ITestOutputHelper output)
{
    private const int Networks = 1_000_000;
    private const int Sites = 32;

    [Fact]
    public void A_million_networks_with_32_sites_fit_into_150_megabytes_though_none_is_like_its_neighbour_and_all_have_loss_and_jitter()
    {
        var random = new Random(1);
        var builder = new LatencyMapBuilder(Sites, Tolerance.Default, TimeSpan.Zero);
        var figures = new SiteEstimate[Sites];
        for (var i = 0; i < Networks; i++)
        {
            for (var site = 0; site < figures.Length; site++)
            {
                var confidence = (byte)random.Next(16);
                figures[site] = new SiteEstimate(new Rtt((uint)random.Next(1_000, 300_000)), confidence, Evidence.Icmp) { Loss = random.NextSingle() / 10, Jitter = new Rtt((uint)random.Next(20_000)) };
            }

            // Every other /24: behind each the covering row goes on, which is a range and a run more.
            builder.Add(Prefix.FromBits(isIPv6: false, (ulong)((2 * i) + 65_536) << 40, 0, 24), figures);
        }

        var endpoints = Enumerable.Range(0, Sites).Select(i => new Endpoint($"e{i}", $"s{i}", new IPAddress([192, 0, 2, (byte)i]))).ToList();
        var model = Given.Model(WhenEmpty.All, endpoints, Given.Filter("healthy"), Given.Filter("nearest"), Given.Filter("take", ("n", "2")));
        using var bed = new SteeringBed(model, builder.Build(DateTimeOffset.UnixEpoch));
        output.WriteLine($"{bed.LatencyOctets / 1e6:0.0} MB of rows, {bed.SteeringOctets / 1e6:0.0} MB of decisions");
        Assert.InRange(bed.LatencyOctets + bed.SteeringOctets, Networks * Sites * 4, 150_000_000);
        AssertRecalled(bed, random);
    }

    private static void AssertRecalled(SteeringBed bed, Random random)
    {
        Span<int> endpoints = stackalloc int[SteeringTable.MaxCandidates];
        for (var i = 0; i < 5_000; i++)
        {
            var client = Prefix.FromBits(isIPv6: false, (ulong)random.Next(0, (2 * Networks) + 131_072) << 40, 0, 32);
            var choice = bed.Table.Choose(0, client, ClientSource.ClientSubnet, bed.Health, bed.Candidates, endpoints);
            var decision = bed.Decide(client);
            Assert.Equal((decision.Kept, decision.ScopeLength), (choice.Kept, choice.ScopeLength));
            Assert.True(endpoints[..choice.Kept].SequenceEqual(bed.Candidates.Take(decision.Kept).Select(candidate => candidate.Endpoint).ToArray()));
        }
    }
}
