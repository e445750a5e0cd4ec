using Proxima.Engine.Latency;

namespace Proxima.Control.Demo;

/// <summary>A client network of the demo and where its users live.</summary>
public sealed record DemoNetwork(int Number, Prefix Network, DemoPlace Place);

/// <summary>
/// The synthetic internet of the demo, the same in every run. The round-trip time from a site to a network is
/// <code>
///   great circle there and back at 2/3 of the speed of light  x  path stretch 1.2 to 1.7 of this pair
///   + access delay 2 to 15 ms of this network  + detour 80 to 160 ms, for 1 network in 8, on the way to its nearest site only
///   + noise 0 to 3 ms of each sample
/// </code>
/// So for about one network in eight the site that is nearest on the map is not the one with the lowest latency: a missing peering, a
/// cable under repair.
/// </summary>
public sealed class DemoModel(ulong seed)
{
    public const int IPv4Networks = 4000;
    public const int IPv6Networks = 512;

    /// <summary>Share of networks whose way to the nearest site is a detour.</summary>
    public const double DetourShare = 1.0 / 8;

    // 2/3 of 299,792 km/s, in km per ms.
    private const double KilometresPerMs = 199.86;

    private readonly DemoChance chance = new(seed);

    /// <summary>
    /// Benchmark space (RFC 2544: 198.18.0.0/15, 512 networks of /24), then shared space (RFC 6598: 100.64.0.0/10); for IPv6 the
    /// documentation prefix (RFC 3849). None is routed anywhere.
    /// </summary>
    public IReadOnlyList<DemoNetwork> Networks { get; } = [.. Enumerable.Range(0, IPv4Networks + IPv6Networks).Select(number =>
        new DemoNetwork(number, PrefixOf(number), PlaceOf(new DemoChance(seed), number)))];

    /// <summary>The middle of what is measured: without noise.</summary>
    public double MillisecondsTo(DemoNetwork network, int site)
    {
        var km = network.Place.KilometresTo(DemoPlaces.Sites[site]);
        var stretch = 1.2 + (0.5 * chance.Draw(1, network.Number, site));
        var access = 2 + (13 * chance.Draw(2, network.Number, 0));
        var detour = HasDetour(network) && site == NearestSite(network) ? 80 + (80 * chance.Draw(3, network.Number, 0)) : 0;
        return (2 * km / KilometresPerMs * stretch) + access + detour;
    }

    public bool HasDetour(DemoNetwork network) => chance.Draw(4, network.Number, 0) < DetourShare;

    /// <summary>By distance on the map.</summary>
    public static int NearestSite(DemoNetwork network) => LowestBy(site => network.Place.KilometresTo(DemoPlaces.Sites[site]));

    /// <summary>By latency.</summary>
    public int BestSite(DemoNetwork network) => LowestBy(site => MillisecondsTo(network, site));

    /// <summary>Sample number <paramref name="round"/> of every network from every site.</summary>
    public IEnumerable<LatencySample> Samples(int round, IReadOnlyList<ushort> siteNumbers, long atUnixMs)
    {
        foreach (var network in Networks)
        {
            for (var site = 0; site < siteNumbers.Count; site++)
            {
                var rtt = MillisecondsTo(network, site) + (3 * chance.Draw(5 + round, network.Number, site));
                yield return new LatencySample(network.Network, siteNumbers[site], Rtt.FromMilliseconds(rtt), Evidence.Icmp, atUnixMs);
            }
        }
    }

    private static int LowestBy(Func<int, double> figure) => Enumerable.Range(0, DemoPlaces.Sites.Count).MinBy(figure);

    private static Prefix PrefixOf(int number)
    {
        if (number >= IPv4Networks)
        {
            return Prefix.FromBits(true, (0x2001_0DB8UL << 32) | ((ulong)(number - IPv4Networks) << 16), 0, 48);
        }

        var first = number < 512 ? 0xC612_0000u : 0x6440_0000u;
        return Prefix.FromBits(false, (ulong)(first + ((uint)(number < 512 ? number : number - 512) << 8)) << 32, 0, 24);
    }

    // In its city or around it, by up to two degrees each way.
    private static DemoPlace PlaceOf(DemoChance chance, int number)
    {
        var city = DemoPlaces.Cities[number % DemoPlaces.Cities.Count];
        return new DemoPlace(city.Name, city.Latitude + (4 * chance.Draw(20, number, 0)) - 2, city.Longitude + (4 * chance.Draw(21, number, 0)) - 2);
    }
}
