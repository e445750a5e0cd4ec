using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Prediction;
using Proxima.Engine.Places;
using Proxima.Engine.Steering;

namespace Proxima.Tests.Steering;

/// <summary>Filters in any number and order: what holds for every chain, tried on chains that chance makes.</summary>
public sealed class AnyChainTests
{
    private static readonly FilterSettings[] Filters =
    [
        Given.Filter("healthy"), Given.Filter("nearest"), Given.Filter("weighted"), Given.Filter("failover"), Given.Filter("take", ("n", "2")),
        Given.Filter("slowstart"), Given.Filter("capacity"), Given.Filter("quota"), Given.Filter("sticky", ("ipv4", "20")), Given.Filter("rotate"),
        Given.Filter("schedule", ("windows", "00:00-24:00"), ("without", "nyc,sin")),
        Given.Filter("fence", ("clients", "10.0.0.0/8,172.16.0.0/14,2001:db8::/32"), ("except", "10.64.0.0/12"), ("allow", "ams,fra,gru")),
        Given.Filter("fence", ("clients", "DE,AS64500"), ("deny", "syd")),
        Given.Filter("topology", ("192.168.0.0/16", "syd,sin"), ("10.0.0.0/10", "fra"), ("FR", "ams,nyc")),
        Given.Filter("geo"), Given.Filter("quality"), Given.Filter("reflect"),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void All_clients_in_the_scope_are_served_alike(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            var (prefixes, rows) = Map(random);
            using var bed = Bed(random, rows);
            for (var i = 0; i < 12; i++)
            {
                if (random.Next(3) == 0)
                {
                    bed.Health.Set(random.Next(12), Word(random));
                }

                // As resolvers send them; what is shorter than the hashed network is a network of its own.
                var client = prefixes[random.Next(prefixes.Count)];
                client = Prefix.FromBits(client.IsIPv6, client.High, 0, random.Next(2) == 0 ? client.MaxLength : client.IsIPv6 ? 56 : 24);
                AssertUniform(bed, client, prefixes, random);
            }
        }
    }

    [Fact]
    public void Every_candidate_is_kept_or_carries_who_dropped_it_and_why()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var (prefixes, rows) = Map(random);
            using var bed = Bed(random, rows);
            var client = prefixes[random.Next(prefixes.Count)];
            var explanation = Explanation.Of(bed.Table, 0, bed.Model.Names[0].Name, client, ClientSource.ClientSubnet, bed.Health);
            Assert.Equal(6, explanation.Candidates.Select(candidate => candidate.Endpoint).Distinct().Count());
            Assert.All(explanation.Candidates.Skip(explanation.Decision.Kept), candidate => Assert.False(string.IsNullOrEmpty(candidate.Reason), candidate.Endpoint));
            Assert.Equal(bed.Answer(client), explanation.Candidates.Take(explanation.Decision.Kept).Select(candidate => candidate.Endpoint));
        }
    }

    [Fact]
    public void No_chain_allocates()
    {
        var random = new Random(8);
        for (var round = 0; round < 12; round++)
        {
            var (prefixes, rows) = Map(random);
            using var bed = Bed(random, rows, length: Chain.MaxLength);
            Assert.Equal(0, Allocations.InTheLeanestTurn(() => Ask(bed, prefixes, 600)));
        }
    }

    private static void Ask(SteeringBed bed, List<Prefix> prefixes, int times)
    {
        for (var i = 0; i < times; i++)
        {
            bed.Decide(prefixes[i % prefixes.Count], i & 1);
        }
    }

    private static void AssertUniform(SteeringBed bed, Prefix client, List<Prefix> borders, Random random)
    {
        var steered = random.Next(2);
        var expected = bed.Answer(client, steered);
        var scope = bed.Decide(client, steered).ScopeLength;
        var block = Prefix.FromBits(client.IsIPv6, client.High, client.Low, scope);
        var inside = borders.Where(border => block.Contains(border)).Concat(Enumerable.Range(0, 6).Select(_ => RandomIn(block, random)));
        foreach (var border in inside)
        {
            var address = Prefix.FromBits(border.IsIPv6, border.High, border.Low, border.MaxLength);
            Assert.True(
                expected.SequenceEqual(bed.Answer(address, steered)),
                $"{address} differs from {client} though the scope is {scope}: {string.Join(", ", bed.Model.Policies[0].Chain.Select(filter => filter.Name))}, {bed.Model.Policies[0].WhenEmpty}");
        }
    }

    private static SteeringBed Bed(Random random, LatencyRows rows, int length = 0)
    {
        var chain = Enumerable.Range(0, length > 0 ? length : random.Next(1, 8)).Select(_ => Filters[random.Next(Filters.Length)]).ToArray();
        var whenEmpty = random.Next(2) == 0 ? WhenEmpty.All : WhenEmpty.Previous;
        var model = Given.Model(whenEmpty, Given.Sites.Length, chain);
        model = model with
        {
            Sites = [.. model.Sites.Select((site, i) => site with { Latitude = (i * 23) - 60, Longitude = (i * 47) - 150 })],
            Pools = [.. model.Pools.Select(pool => pool with { Endpoints = [.. pool.Endpoints.Select(endpoint => endpoint with { Weight = random.Next(4), Priority = random.Next(2) })] })],
        };
        var health = new HealthTable(64);
        for (var slot = 0; slot < 12; slot++)
        {
            health.Set(slot, Word(random));
        }

        return new SteeringBed(model, rows, health, places: Places(random));
    }

    private static HealthWord Word(Random random)
    {
        var word = default(HealthWord).With((EndpointStatus)random.Next(6), random.Next(0, 400));
        word = random.Next(3) == 0 ? word.WithUsed(random.NextDouble() * 1.2) : word;
        word = random.Next(3) == 0 ? word.WithShed(random.NextDouble()) : word;
        return random.Next(3) == 0 ? word.WithUnsettled(HealthWord.MaxUnsettledSeconds - random.Next(0, 120)) : word;
    }

    private static PlaceRanges Places(Random random)
    {
        var places = new PlaceRanges();
        string[] countries = ["DE", "FR", "US"];
        for (var octet = 0UL; octet < 256; octet += 4)
        {
            Assert.True(CountryCode.TryParse(countries[random.Next(3)], out var country));
            var range = new AddressRange(octet << 56, (octet << 56) + (1UL << 58) - 1);
            places.Add(isIPv6: random.Next(2) == 0, range, new Place(random.Next(2) == 0 ? 64500u : 64501u, country, new GeoPosition(random.Next(-80, 80), random.Next(-170, 170))));
        }

        return places;
    }

    private static (List<Prefix> Prefixes, LatencyRows Rows) Map(Random random)
    {
        string[] around = ["10.0.0.0/8", "10.64.0.0/10", "172.16.0.0/12", "192.168.0.0/15", "2001:db8::/31", "0.0.0.0/0", "::/0"];
        var prefixes = new List<Prefix>();
        var builder = new LatencyMapBuilder(Given.Sites.Length, Tolerance.Default, TimeSpan.Zero);
        for (var i = 0; i < 25; i++)
        {
            var inside = RandomIn(Prefix.Parse(around[random.Next(around.Length)]), random);
            var prefix = inside.Truncate(random.Next(inside.IsIPv6 ? 28 : 8, inside.IsIPv6 ? 65 : 33));
            prefixes.Add(prefix);
            prefixes.Add(Prefix.FromBits(prefix.IsIPv6, prefix.High | (prefix.Length == 64 ? 0 : ulong.MaxValue >> prefix.Length), 0, prefix.MaxLength));
            builder.Add(prefix, [.. Given.Sites.Select(_ => random.Next(4) == 0 ? SiteEstimate.Unknown : SiteEstimate.Given(Rtt.FromMilliseconds(random.Next(1, 8) * 15)) with { Loss = random.Next(3) == 0 ? 0.03f : 0, Jitter = Rtt.FromMilliseconds(random.Next(4) * 10) })]);
        }

        return (prefixes, builder.Build(DateTimeOffset.UnixEpoch));
    }

    private static Prefix RandomIn(Prefix block, Random random)
    {
        var free = block.Length >= 64 ? 0 : ulong.MaxValue >> block.Length;
        return Prefix.FromBits(block.IsIPv6, block.High | ((ulong)random.NextInt64(long.MinValue, long.MaxValue) & free), 0, block.MaxLength);
    }
}
