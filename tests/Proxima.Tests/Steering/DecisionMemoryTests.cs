using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering;

namespace Proxima.Tests.Steering;

/// <summary>Answers recalled from the snapshot against the chain that is run anew, while health changes under both.</summary>
public sealed class DecisionMemoryTests
{
    private static readonly FilterSettings[][] Chains =
    [
        [Given.Filter("healthy"), Given.Filter("nearest"), Given.Filter("take", ("n", "1"))],
        [Given.Filter("nearest", ("tolerance", "0ms"), ("share", "0%")), Given.Filter("healthy"), Given.Filter("take", ("n", "2"))],
        [Given.Filter("healthy"), Given.Filter("failover")],
        [Given.Filter("nearest")],
        [Given.Filter("healthy"), Given.Filter("nearest"), Given.Filter("weighted"), Given.Filter("take", ("n", "1"))],
        [Given.Filter("weighted")],
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_is_recalled_is_what_the_chain_decides_whatever_happens_to_health(int seed)
    {
        var random = new Random(seed);
        var (recalled, decided) = (0, 0);
        for (var round = 0; round < 24; round++)
        {
            var (prefixes, rows) = ScopeOracleTests.RandomMap(random);
            var model = Given.Model((WhenEmpty)random.Next(4), Given.Sites.Length, Chains[round % Chains.Length]);
            using var bed = new SteeringBed(model, rows, ScopeOracleTests.RandomHealth(random));
            for (var i = 0; i < 120; i++)
            {
                if (random.Next(3) == 0)
                {
                    // Half the changes do not change who is available, and some change it back.
                    bed.Health.Set(random.Next(12), (EndpointStatus)random.Next(6), i);
                }

                var wasRecalled = AssertSame(bed, ScopeOracleTests.RandomClient(random, prefixes), steered: random.Next(2));
                recalled += wasRecalled ? 1 : 0;
                decided += wasRecalled ? 0 : 1;
            }
        }

        Assert.True(recalled > 300 && decided > 300, $"{recalled} recalled, {decided} decided");
    }

    [Fact]
    public void A_change_of_health_is_seen_by_the_very_next_question_and_so_is_its_end()
    {
        using var bed = new SteeringBed(Given.Model(Chains[0]), Given.Map(6, "203.0.113.0/24 10 20 30 40 50 60"));
        var client = Prefix.Parse("203.0.113.7/32");
        Assert.True(AssertSame(bed, client, steered: 0));
        Assert.Equal("ams", Chosen(bed, client));

        bed.Set("ams", EndpointStatus.Down);
        Assert.False(AssertSame(bed, client, steered: 0));
        Assert.Equal("fra", Chosen(bed, client));

        bed.Set("syd", EndpointStatus.Up);
        Assert.False(AssertSame(bed, client, steered: 0));

        bed.Set("ams", EndpointStatus.ForcedUp);
        Assert.True(AssertSame(bed, client, steered: 0));
        Assert.Equal("ams", Chosen(bed, client));
    }

    [Fact]
    public void A_chain_that_hashes_the_client_is_never_recalled()
    {
        using var bed = new SteeringBed(Given.Model(Chains[5]), Given.Map(6, "203.0.113.0/24 10 20 30 40 50 60"));
        Assert.False(AssertSame(bed, Prefix.Parse("203.0.113.7/32"), steered: 0));
    }

    private static string Chosen(SteeringBed bed, Prefix client)
    {
        var endpoints = new int[SteeringTable.MaxCandidates];
        bed.Table.Choose(0, client, ClientSource.ClientSubnet, bed.Health, bed.Candidates, endpoints);
        return bed.Table.EndpointName(endpoints[0]);
    }

    // True when no chain was run for the answer: then nothing touches the candidates.
    private static bool AssertSame(SteeringBed bed, Prefix client, int steered)
    {
        var endpoints = new int[SteeringTable.MaxCandidates];
        bed.Candidates[0].Endpoint = -1;
        var choice = bed.Table.Choose(steered, client, ClientSource.ClientSubnet, bed.Health, bed.Candidates, endpoints);
        var wasRecalled = bed.Candidates[0].Endpoint == -1;

        var decision = bed.Decide(client, steered);
        Assert.Equal((decision.Kept, decision.Ttl, decision.ScopeLength), (choice.Kept, choice.Ttl, choice.ScopeLength));
        Assert.Equal(bed.Candidates.Take(decision.Kept).Select(candidate => candidate.Endpoint), endpoints.Take(choice.Kept));
        return wasRecalled;
    }
}
