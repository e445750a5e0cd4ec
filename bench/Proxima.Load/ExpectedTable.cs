using Proxima.Engine.Latency;

namespace Proxima.Load;

/// <summary>A client network and the IPv4 address it is to be answered with; 0: not compared.</summary>
internal readonly record struct Expectation(Prefix Network, uint Address);

/// <summary>The table that all servers under test are given: <c>NETWORK ADDRESS</c> a line.</summary>
internal static class ExpectedTable
{
    // RFC 5737 test network; the last octet is the site's number from 1.
    private const string SiteNetwork = "198.51.100";

    /// <summary>Distinct random /24 networks of unicast space, in random order; the same for the same seed.</summary>
    public static IEnumerable<string> Generate(int prefixes, int sites, int seed)
    {
        var random = new Random(seed);
        var taken = new HashSet<int>();
        while (taken.Count < prefixes)
        {
            var (a, b, c) = (random.Next(11, 223), random.Next(256), random.Next(256));
            if (a != 127 && taken.Add((a << 16) | (b << 8) | c))
            {
                yield return $"{a}.{b}.{c}.0/24 {SiteNetwork}.{1 + random.Next(sites)}";
            }
        }
    }

    /// <exception cref="FormatException">A line is not <c>NETWORK ADDRESS</c>.</exception>
    public static Expectation[] Read(string path) =>
    [
        .. File.ReadLines(path).Select(line => line.Split(' '))
            .Select(words => new Expectation(Prefix.Parse(words[0]), (uint)(Prefix.Parse(words[1]).High >> 32))),
    ];
}
