using System.Net;
using Proxima.Control.Intake;
using Proxima.Engine.Latency;
using Proxima.Settings.Node;

namespace Proxima.Tests.Control.Intake;

public sealed class ClientNetworksTests
{
    private static readonly Prefix Private = Prefix.Parse("10.1.2.0/24");
    private static readonly Prefix Ordinary = Prefix.Parse("8.8.8.0/24");

    [Fact]
    public void A_node_that_serves_from_the_internet_takes_no_private_clients_and_one_that_serves_from_a_private_network_does()
    {
        var networks = new ClientNetworks(SpecialNetworkRule.Auto);
        networks.Take([IPAddress.Parse("8.8.4.4"), IPAddress.Parse("2a00:1450::1")]);
        Assert.Equal(ClientNetworks.Special, networks.Refuse(Private));
        networks.Take([IPAddress.Parse("8.8.4.4"), IPAddress.Parse("192.168.7.1")]);
        Assert.Null(networks.Refuse(Private));
    }

    [Fact]
    public void A_node_that_serves_nothing_yet_takes_every_client()
    {
        var networks = new ClientNetworks(SpecialNetworkRule.Auto);
        Assert.Null(networks.Refuse(Private));
        networks.Take([]);
        Assert.Null(networks.Refuse(Private));
    }

    [Theory]
    [InlineData(SpecialNetworkRule.Allow, "8.8.4.4", null)]
    [InlineData(SpecialNetworkRule.Refuse, "192.168.7.1", ClientNetworks.Special)]
    public void What_is_set_wins_over_what_is_served(SpecialNetworkRule rule, string served, string? reason)
    {
        var networks = new ClientNetworks(rule);
        networks.Take([IPAddress.Parse(served)]);
        Assert.Equal(reason, networks.Refuse(Private));
        Assert.Null(networks.Refuse(Ordinary));
    }
}
