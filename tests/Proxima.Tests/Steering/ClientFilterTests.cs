using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Prediction;
using Proxima.Engine.Places;
using Proxima.Engine.Steering;

namespace Proxima.Tests.Steering;

/// <summary>fence, topology and geo: filters that look at who the client is.</summary>
public sealed class ClientFilterTests
{
    private const string Berlin = "192.0.2.0/24";
    private const string Boston = "198.51.100.0/24";
    private const string Nowhere = "203.0.113.0/24";

    [Fact]
    public void A_fence_allows_its_clients_only_its_sites_and_concerns_nobody_else()
    {
        using var bed = Bed(Given.Filter("fence", ("clients", "eu"), ("allow", "fra,ams")));
        Assert.Equal(["ams", "fra"], bed.Answer(Berlin));
        Assert.Equal(Given.Sites, bed.Answer(Boston));
        Assert.Equal(Given.Sites, bed.Answer(Nowhere));
        Assert.Equal(("fence", "its site is none of those this client is allowed"), bed.WhyNot("nyc", Berlin));
    }

    [Theory]
    [InlineData("AS64500")]
    [InlineData("US")]
    [InlineData("198.51.0.0/16")]
    public void A_fence_denies_by_system_country_or_network(string clients)
    {
        using var bed = Bed(Given.Filter("fence", ("clients", clients), ("deny", "nyc")));
        Assert.DoesNotContain("nyc", bed.Answer(Boston));
        Assert.Contains("nyc", bed.Answer(Berlin));
    }

    [Fact]
    public void Of_clients_and_exceptions_the_most_specific_counts()
    {
        using var bed = Bed(Given.Filter("fence", ("clients", "US,192.0.0.0/16"), ("except", "AS64500,192.0.2.128/25"), ("deny", "nyc")));
        Assert.Contains("nyc", bed.Answer(Boston));
        Assert.DoesNotContain("nyc", bed.Answer("192.0.2.1"));
        Assert.Contains("nyc", bed.Answer("192.0.2.200"));
        Assert.Equal(25, bed.Decide("192.0.2.200").ScopeLength);
    }

    [Fact]
    public void A_client_of_unknown_country_can_be_fenced_too()
    {
        using var bed = Bed(Given.Filter("fence", ("clients", "unknown"), ("allow", "ams")));
        Assert.Equal(["ams"], bed.Answer(Nowhere));
        Assert.Equal(6, bed.Answer(Boston).Length);
    }

    [Fact]
    public void A_fence_holds_also_where_nobody_is_left_and_all_would_be_answered()
    {
        using var bed = Bed(Given.Filter("healthy"), Given.Filter("fence", ("clients", "eu"), ("allow", "fra,ams")));
        foreach (var site in Given.Sites)
        {
            bed.Set(site, EndpointStatus.Down);
        }

        Assert.Equal(["ams", "fra"], bed.Answer(Berlin));
        Assert.Equal(Given.Sites, bed.Answer(Boston));
        Assert.Equal(("healthy", "is down; answered all the same, since nobody was left"), bed.WhyNot("ams", Berlin));
        Assert.Equal(("healthy", "is down"), bed.WhyNot("nyc", Berlin));
    }

    [Fact]
    public void Topology_sends_clients_to_their_sites_in_the_order_listed()
    {
        using var bed = Bed(Given.Filter("healthy"), Given.Filter("topology", ("DE", "fra,ams"), ("AS64500", "gru"), ("198.51.100.128/25", "syd"), ("else", "sin")));
        Assert.Equal(["fra", "ams"], bed.Answer(Berlin));
        Assert.Equal(["gru"], bed.Answer("198.51.100.1"));
        Assert.Equal(["syd"], bed.Answer("198.51.100.129"));
        Assert.Equal(["sin"], bed.Answer(Nowhere));
        bed.Set("sin", EndpointStatus.Down);
        Assert.Equal(["ams", "fra", "nyc", "syd", "gru"], bed.Answer(Nowhere));
        Assert.Equal(("topology", "its site is none of those listed for this client"), bed.WhyNot("nyc", Berlin));
    }

    [Fact]
    public void Geo_keeps_the_nearest_and_what_is_about_as_near()
    {
        using var bed = Bed(Given.Filter("geo", ("tolerance", "500km")));
        Assert.Equal(["fra", "ams"], bed.Answer(Berlin));
        Assert.Equal(["nyc"], bed.Answer(Boston));
        Assert.Equal(Given.Sites, bed.Answer(Nowhere));
        Assert.Equal(("geo", "5897 km is 5590 km more than the nearest, tolerance 500 km"), bed.WhyNot("fra", Boston));
        Assert.Equal(("geo", "has no coordinates, others have"), bed.WhyNot("gru", Berlin));
    }

    [Fact]
    public void Geo_alone_holds_as_far_as_the_place_does()
    {
        using var bed = Bed(Given.Filter("geo"));
        Assert.Equal(24, bed.Decide("192.0.2.7").ScopeLength);
    }

    private static SteeringBed Bed(params FilterSettings[] chain)
    {
        var model = Given.Model(chain);
        var places = new PlaceRanges();
        Add(places, Berlin, 64496, "DE", 52.52, 13.40);
        Add(places, Boston, 64500, "US", 42.36, -71.06);
        (double, double)?[] positions = [(52.37, 4.90), (50.11, 8.68), (40.71, -74.01), (1.35, 103.82), (-33.87, 151.21), null];
        model = model with { Sites = [.. model.Sites.Select((site, i) => positions[i] is { } at ? site with { Latitude = at.Item1, Longitude = at.Item2 } : site)] };
        return new SteeringBed(model, Given.Map(6), places: places);
    }

    private static void Add(PlaceRanges places, string network, uint system, string country, double latitude, double longitude)
    {
        var prefix = Prefix.Parse(network);
        Assert.True(CountryCode.TryParse(country, out var code));
        places.Add(prefix.IsIPv6, new AddressRange(prefix.High, prefix.High | (ulong.MaxValue >> prefix.Length)), new Place(system, code, new GeoPosition(latitude, longitude)));
    }
}
