using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering;

namespace Proxima.Tests.Steering;

/// <summary>Scopes against brute force: every boundary of the map inside a returned scope is asked, and the parent prefix must not be uniform.</summary>
public sealed class ScopeOracleTests
{
    private static readonly FilterSettings[][] Chains =
    [
        [Given.Filter("nearest")],
        [Given.Filter("healthy"), Given.Filter("nearest"), Given.Filter("take", ("n", "1"))],
        [Given.Filter("nearest", ("tolerance", "0ms"), ("share", "0%")), Given.Filter("healthy"), Given.Filter("take", ("n", "2"))],
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void All_clients_in_the_scope_are_served_alike_and_those_in_the_prefix_around_it_are_not(int seed)
    {
        var random = new Random(seed);
        var checkedScopes = 0;
        for (var round = 0; round < 12; round++)
        {
            var (prefixes, rows) = RandomMap(random);
            var health = RandomHealth(random);
            using var bed = new SteeringBed(Given.Model(Chains[random.Next(Chains.Length)]), rows, health);
            var boundaries = BoundariesOf(rows);
            for (var i = 0; i < 40; i++)
            {
                var client = RandomClient(random, prefixes);
                var scope = bed.Decide(client, SteeredFor(client)).ScopeLength;
                AssertUniform(bed, client, scope, boundaries, random);
                AssertParentIsNotUniform(bed, client, scope, boundaries);
                checkedScopes++;
            }
        }

        Assert.Equal(480, checkedScopes);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void When_health_changed_after_the_build_the_scope_is_still_right(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 15; round++)
        {
            var (prefixes, rows) = RandomMap(random);
            using var bed = new SteeringBed(Given.Model(Chains[random.Next(Chains.Length)]), rows, RandomHealth(random));
            var boundaries = BoundariesOf(rows);
            for (var i = 0; i < 30; i++)
            {
                bed.Health.Set(random.Next(12), (EndpointStatus)random.Next(6), 0);
                var client = RandomClient(random, prefixes);
                AssertUniform(bed, client, bed.Decide(client, SteeredFor(client)).ScopeLength, boundaries, random);
            }
        }
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void A_chain_that_hashes_the_client_is_uniform_in_its_scope_too(int seed)
    {
        var random = new Random(seed);
        FilterSettings[][] chains =
        [
            [Given.Filter("nearest"), Given.Filter("weighted"), Given.Filter("take", ("n", "1"))],
            [Given.Filter("weighted"), Given.Filter("take", ("n", "3")), Given.Filter("nearest")],
        ];
        var shorter = 0;
        for (var round = 0; round < 15; round++)
        {
            var (prefixes, rows) = RandomMap(random);
            using var bed = new SteeringBed(Given.Model(chains[round % 2]), rows, RandomHealth(random));
            var boundaries = BoundariesOf(rows);
            for (var i = 0; i < 30; i++)
            {
                var client = RandomClient(random, prefixes);
                var scope = bed.Decide(client, SteeredFor(client)).ScopeLength;

                // Behind nearest there may be one left, and then nothing was chosen by the hash.
                var hashed = client.IsIPv6 ? 48 : 24;
                Assert.InRange(scope, round % 2 == 0 ? 0 : hashed, client.IsIPv6 ? 64 : 32);
                shorter += scope < hashed ? 1 : 0;
                AssertUniform(bed, client, scope, boundaries, random);
            }
        }

        Assert.True(shorter > 0);
    }

    // Record 0 is A, record 1 AAAA; which family the client has is another matter, so both are asked by both.
    private static int SteeredFor(Prefix client) => (int)(client.High >> 40) & 1;

    // The scope may be longer than what the resolver sent: then it counts from the address with zero bits, by which the decision was made.
    private static Prefix BlockOf(Prefix client, int scope) => Prefix.FromBits(client.IsIPv6, client.High, client.Low, scope);

    private static void AssertUniform(SteeringBed bed, Prefix client, int scope, IReadOnlyList<Prefix> boundaries, Random random)
    {
        var steered = SteeredFor(client);
        var expected = bed.Answer(client, steered);
        var block = BlockOf(client, scope);
        var inside = boundaries.Where(boundary => block.Contains(boundary)).Take(300)
            .Concat(Enumerable.Range(0, 8).Select(_ => RandomIn(block, random)));
        foreach (var address in inside)
        {
            Assert.True(expected.SequenceEqual(bed.Answer(address, steered)), $"{address} differs from {client} though the scope is {scope}");
        }
    }

    private static void AssertParentIsNotUniform(SteeringBed bed, Prefix client, int scope, IReadOnlyList<Prefix> boundaries)
    {
        if (scope == 0)
        {
            return;
        }

        var steered = SteeredFor(client);
        var expected = bed.Answer(client, steered);
        var parent = BlockOf(client, scope - 1);
        var candidates = boundaries.Where(boundary => parent.Contains(boundary)).Append(Prefix.FromBits(parent.IsIPv6, parent.High, parent.Low, parent.MaxLength));
        Assert.True(candidates.Any(address => !expected.SequenceEqual(bed.Answer(address, steered))), $"the scope {scope} of {client} could be shorter");
    }

    internal static (List<Prefix> Prefixes, LatencyRows Rows) RandomMap(Random random)
    {
        var prefixes = new List<Prefix>();
        var builder = new LatencyMapBuilder(Given.Sites.Length, Tolerance.Default, TimeSpan.Zero);
        var count = random.Next(0, 40);
        for (var i = 0; i < count; i++)
        {
            var isIPv6 = random.Next(2) == 0;

            // Half of them lie inside one that is there already, so that prefixes nest.
            var prefix = prefixes.Count > 0 && random.Next(2) == 0
                ? RandomIn(prefixes[random.Next(prefixes.Count)], random)
                : Prefix.FromBits(isIPv6, Bits(random), 0, isIPv6 ? 64 : 32);
            prefix = prefix.Truncate(random.Next(0, prefix.IsIPv6 ? 65 : 33));
            prefixes.Add(prefix);
            builder.Add(prefix, [.. Given.Sites.Select(_ => random.Next(4) == 0 ? SiteEstimate.Unknown : SiteEstimate.Given(Rtt.FromMilliseconds(random.Next(1, 8) * 15)))]);
        }

        return (prefixes, builder.Build(DateTimeOffset.UnixEpoch));
    }

    internal static HealthTable RandomHealth(Random random)
    {
        var health = new HealthTable(64);
        for (var slot = 0; slot < 12; slot++)
        {
            health.Set(slot, (EndpointStatus)random.Next(6), 0);
        }

        return health;
    }

    // First and last address of every prefix, and their neighbours outside.
    private static List<Prefix> BoundariesOf(LatencyRows rows)
    {
        var boundaries = new List<Prefix>();
        for (var row = 0; row < rows.Count; row++)
        {
            var prefix = rows.PrefixAt(row);
            var last = prefix.High | (prefix.Length == 64 ? 0 : ulong.MaxValue >> prefix.Length);
            foreach (var high in (ulong[])[prefix.High, prefix.High - 1, last, last + 1])
            {
                boundaries.Add(Prefix.FromBits(prefix.IsIPv6, high, 0, prefix.MaxLength));
            }
        }

        return boundaries;
    }

    internal static Prefix RandomClient(Random random, List<Prefix> prefixes)
    {
        var address = prefixes.Count > 0 && random.Next(4) > 0
            ? RandomIn(prefixes[random.Next(prefixes.Count)], random)
            : Prefix.FromBits(random.Next(2) == 0, Bits(random), Bits(random), 128);

        // As often as not a client subnet as resolvers send them.
        return random.Next(2) == 0 ? address : address.Truncate(address.IsIPv6 ? 56 : 24);
    }

    private static Prefix RandomIn(Prefix block, Random random)
    {
        var free = block.Length >= 64 ? 0 : ulong.MaxValue >> block.Length;
        return Prefix.FromBits(block.IsIPv6, block.High | (Bits(random) & free), block.IsIPv6 ? Bits(random) : 0, block.MaxLength);
    }

    private static ulong Bits(Random random) => (ulong)random.NextInt64(long.MinValue, long.MaxValue);
}
