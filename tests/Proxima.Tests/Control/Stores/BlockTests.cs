using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using static Proxima.Tests.Control.Stores.StoreSamples;

namespace Proxima.Tests.Control.Stores;

/// <summary>What the octets of a row hold, and that damaged ones are said, never taken for something else's figures or an unforeseen error.</summary>
public sealed class BlockTests
{
    [Fact]
    public void Samples_of_any_network_time_figure_and_connection_come_back_as_they_were()
    {
        LatencySample[] samples =
        [
            new(Prefix.Parse("0.0.0.0/0"), 0, new Rtt(0), Evidence.None, 0),
            new(Prefix.Parse("255.255.255.0/24"), ushort.MaxValue, new Rtt(uint.MaxValue - 1), Evidence.Country, long.MaxValue),
            new(Prefix.Parse("10.0.0.0/9"), 1, Rtt.Unknown, Evidence.Icmp, long.MinValue),
            new(Prefix.Parse("2001:db8:ffff::/48"), 127, new Rtt(127), Evidence.Beacon, Now) { Flow = new Flow(new Rtt(1), 0, 0, 0) },
            new(Prefix.Parse("2001:db8::1/128"), 128, new Rtt(128), Evidence.PassiveTcp, Now - 1) { Flow = new Flow(new Rtt(uint.MaxValue), uint.MaxValue, uint.MaxValue, uint.MaxValue) },
        ];
        Assert.Equal(samples, SampleBlock.Read(SampleBlock.Write(samples)));
    }

    [Fact]
    public void A_probe_takes_less_than_16_octets()
    {
        var samples = Enumerable.Range(0, 1000).Select(i => Sample($"198.{i / 250}.{i % 250}.0/24", (ushort)(i % 100), 100_000, Now + (i * 40))).ToArray();
        Assert.InRange(SampleBlock.Write(samples).Length, 1, 16 * samples.Length);
    }

    [Fact]
    public void Damaged_octets_are_a_store_exception_or_other_samples_and_nothing_else()
    {
        var random = new Random(7);
        var good = SampleBlock.Write([.. Enumerable.Range(0, 20).Select(i => Sample($"2001:db8:{i}::/48", 1, 5000) with { Flow = new Flow(new Rtt(1), 9, 1, 77) })]);
        var damaged = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var octets = good[..random.Next(good.Length + 1)];
            for (var change = random.Next(4); change > 0 && octets.Length > 0; change--)
            {
                octets[random.Next(octets.Length)] = (byte)random.Next(256);
            }

            try
            {
                _ = SampleBlock.Read(octets);
            }
            catch (StoreException e)
            {
                Assert.StartsWith("a block of samples in the database is damaged: ", e.Message, StringComparison.Ordinal);
                damaged++;
            }
        }

        Assert.True(damaged > 1000, $"{damaged}");
    }

    [Fact]
    public void Estimates_of_a_network_come_back_as_they_were_and_cut_ones_are_refused()
    {
        var network = Prefix.Parse("2001:db8::/48");
        EstimateRow[] rows =
        [
            new(network, 0, Rtt.Unknown, new Rtt(0), 0, 1, Evidence.Icmp, 0),
            new(network, ushort.MaxValue, new Rtt(9_999_999), new Rtt(12), uint.MaxValue, 0.125, Evidence.Beacon, Now) { Weight = 8.5, Strays = -3 },
        ];
        var block = EstimateBlock.Of(network, rows);
        Assert.Equal(rows, block.Rows());
        Assert.All([[], block.Paths[..^1], [2, .. block.Paths[1..]]], (byte[] octets) =>
        {
            var error = Assert.Throws<StoreException>(() => new EstimateBlock(network, octets).Rows().ToList());
            Assert.Equal("the estimates of 2001:db8::/48 in the database are damaged or of another version", error.Message);
        });
    }
}
