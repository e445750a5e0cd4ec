using Proxima.Control.Demo;
using Proxima.Engine.Latency;

namespace Proxima.Tests.Control;

public sealed class DemoModelTests
{
    private readonly DemoModel model = new(2024);

    [Fact]
    public void The_demo_is_the_same_in_every_run()
    {
        var again = new DemoModel(2024);
        Assert.Equal(model.Networks, again.Networks);
        ushort[] numbers = [0, 1, 2, 3, 4, 5];
        Assert.Equal(model.Samples(1, numbers, 5), again.Samples(1, numbers, 5));
        Assert.NotEqual(model.Samples(1, numbers, 5), new DemoModel(2025).Samples(1, numbers, 5));
    }

    [Fact]
    public void Every_client_network_is_one_that_is_routed_nowhere()
    {
        Prefix[] allowed = [Prefix.Parse("198.18.0.0/15"), Prefix.Parse("100.64.0.0/10"), Prefix.Parse("2001:db8::/32")];
        Assert.All(model.Networks, network => Assert.Contains(allowed, space => space.Contains(network.Network)));
        Assert.Equal(DemoModel.IPv4Networks + DemoModel.IPv6Networks, model.Networks.Select(network => network.Network).Distinct().Count());
    }

    [Fact]
    public void The_distance_between_Frankfurt_and_New_York_is_that_of_the_atlas() =>
        Assert.InRange(DemoPlaces.Sites[0].KilometresTo(DemoPlaces.Sites[1]), 6180, 6230);

    [Fact]
    public void About_one_network_in_eight_has_a_detour_and_most_of_those_are_best_served_elsewhere()
    {
        var detours = model.Networks.Where(model.HasDetour).ToList();
        Assert.InRange((double)detours.Count / model.Networks.Count, DemoModel.DetourShare - 0.02, DemoModel.DetourShare + 0.02);
        Assert.True(detours.Count(network => model.BestSite(network) != DemoModel.NearestSite(network)) > detours.Count / 4);
    }

    [Fact]
    public void No_round_trip_is_faster_than_light_in_glass() => Assert.All(model.Networks, network =>
    {
        for (var site = 0; site < DemoPlaces.Sites.Count; site++)
        {
            Assert.True(model.MillisecondsTo(network, site) > 2 * network.Place.KilometresTo(DemoPlaces.Sites[site]) / 199.86);
        }
    });

    [Fact]
    public void The_guide_names_three_clients_with_three_answers_one_of_them_against_the_map()
    {
        var clients = new DemoGuide(model, 5353, "out/proxima", "/tmp/state").Clients();
        Assert.Equal(3, clients.Select(client => model.BestSite(client.Network)).Distinct().Count());
        Assert.Single(clients, client => model.BestSite(client.Network) != DemoModel.NearestSite(client.Network));
    }

    [Fact]
    public void The_guide_gives_lines_to_copy()
    {
        var text = new DemoGuide(model, 5353, "out/proxima", "/tmp/state").Format();
        Assert.Contains("dig @127.0.0.1 -p 5353 www.example.org A +subnet=", text);
        Assert.Contains("out/proxima explain www.example.org A --client ", text);
        Assert.Contains(" --state /tmp/state", text);
    }
}
