using Proxima.Settings.Steering;

namespace Proxima.Tests.Settings;

/// <summary>Policies that would leave some clients without a record that others get are refused when they are loaded.</summary>
public sealed class PolicyCoverageTests
{
    [Theory]
    [InlineData("chain: [healthy, fence: { clients: [eu], allow: [fra] }], when-empty: none", "p:5:78: 'none' beside a fence: some clients would get no record while others get one, and resolvers would tell all that there is none, expected all, static or previous")]
    [InlineData("chain: [nearest, take: 1, healthy], when-empty: none", "p:5:56: 'none' where healthy stands behind nearest: some clients would get no record while others get one, and resolvers would tell all that there is none, expected healthy before nearest, or all, static or previous")]
    [InlineData("chain: [fence: { clients: [eu], allow: [sin] }]", "p:7:49: the fences of policy 'p' leave some clients no site of pool 'web' over IPv4, expected an endpoint at a site they are allowed, or when-empty: static with an address for them")]
    [InlineData("chain: [fence: { clients: [eu], allow: [fra] }, fence: { clients: [AS64500], deny: [fra] }]", "p:7:49: the fences of policy 'p' leave some clients no site of pool 'web' over IPv4, expected an endpoint at a site they are allowed, or when-empty: static with an address for them")]
    [InlineData("chain: [fence: { clients: [10.0.0.0/8], allow: [fra] }, fence: { clients: [10.1.0.0/16], allow: [nyc] }]", "p:7:49: the fences of policy 'p' leave some clients no site of pool 'web' over IPv4, expected an endpoint at a site they are allowed, or when-empty: static with an address for them")]
    public void A_policy_that_leaves_some_clients_nothing_is_refused(string policy, string expected) =>
        Assert.Equal([expected], Parse(policy));

    [Theory]
    [InlineData("chain: [healthy, nearest], when-empty: none")]
    [InlineData("chain: [nearest, healthy]")]
    [InlineData("chain: [fence: { clients: [DE], allow: [fra] }, fence: { clients: [US], allow: [nyc] }]")]
    [InlineData("chain: [fence: { clients: [10.0.0.0/9], allow: [fra] }, fence: { clients: [10.128.0.0/9], allow: [nyc] }]")]
    [InlineData("chain: [fence: { clients: [eu], allow: [fra, sin] }]")]
    public void One_that_leaves_everybody_something_is_taken(string policy) => Assert.Empty(Parse(policy));

    [Fact]
    public void Static_addresses_must_be_of_every_family_of_the_pool()
    {
        const string policy = "chain: [healthy], when-empty: static";
        Assert.Equal(["p:7:49: policy 'p' answers static addresses, and there are none, expected static: [address, ...]"], Parse(policy));
        Assert.Equal(["p:7:49: policy 'p' answers static addresses, and there are none over IPv4, expected a static address for each family that the pool has"], Parse(policy, ", static: [\"2001:db8::1\"]"));
        Assert.Empty(Parse(policy, ", static: [192.0.2.9]"));
        Assert.Empty(Parse("chain: [fence: { clients: [eu], allow: [sin] }], when-empty: static", ", static: [192.0.2.9]"));
    }

    [Theory]
    [InlineData(", type: SRV", "p:7:58: SRV without data, expected data: \"{priority} {weight} 5060 {target}\", and at each endpoint target: NAME")]
    [InlineData(", type: MX", "p:7:58: MX of pool 'web': endpoint 'fra1' has no target, expected data: \"{priority} {target}\", and at each endpoint target: NAME")]
    [InlineData(", type: MX, data: \"10 {hots}\"", "p:7:68: MX of pool 'web': {hots} stands for nothing here, expected data: \"{priority} {target}\", and at each endpoint target: NAME")]
    [InlineData(", type: MX, data: \"10 mail.example.org.\"", "p:7:68: endpoints 'fra1' and 'nyc1' of pool 'web' have the same record, expected records that differ: a pool with one endpoint for each host")]
    [InlineData(", type: SVR", "p:7:58: unknown type 'SVR', expected 'SRV'")]
    public void A_record_that_an_endpoint_cannot_make_is_refused(string rest, string expected) => Assert.Equal([expected], Parse("chain: [healthy]", rest));

    private static IReadOnlyList<string> Parse(string policy, string rest = "") => [.. SteeringFile.Parse($$"""
        zones: [{ name: example.org, file: z }]
        sites: { fra: {}, nyc: {}, sin: {} }
        pools: { web: { endpoints: [{ site: fra, address: 192.0.2.1 }, { site: nyc, address: 192.0.2.2 }] } }
        policies:
          p: { {{policy}} }
        names:
          - { name: www.example.org, pool: web, policy: p{{rest}} }
        """, "p").Errors.Select(error => error.ToString())];
}
