using Proxima.Engine.Latency;
using Proxima.Engine.Reports;
using Proxima.Measurement.Passive;

namespace Proxima.Tests.Measurement;

public sealed class PassiveLedgerTests
{
    private const long Now = 1_800_000_000_000;

    [Fact]
    public void A_connection_looked_at_again_and_again_is_one_sample()
    {
        var ledger = new PassiveLedger();
        var connection = Connection(1, "192.0.2.7", 80_000, segments: 10);
        Assert.Equal(new PassiveSample(Prefix.Parse("192.0.2.0/24"), new Rtt(80_000), new Rtt(500), 10, 0), Assert.Single(ledger.Observe([connection], Now)));
        for (var look = 1; look < 100; look++)
        {
            Assert.Empty(ledger.Observe([connection with { Segments = connection.Segments + (uint)look }], Now + (2000 * look)));
        }
    }

    [Fact]
    public void A_connection_that_lives_on_counts_again_when_the_kernel_has_forgotten_its_least_rtt_and_data_was_sent()
    {
        var ledger = new PassiveLedger();
        var connection = Connection(1, "192.0.2.7", 80_000, segments: 10, retransmitted: 1);
        ledger.Observe([connection], Now);
        Assert.Empty(ledger.Observe([connection], Now + PassiveLedger.RepeatAfterMs));

        var later = ledger.Observe([connection with { LeastRtt = new Rtt(95_000), Segments = 30, Retransmitted = 3 }], Now + PassiveLedger.RepeatAfterMs + 1);

        Assert.Equal(new PassiveSample(Prefix.Parse("192.0.2.0/24"), new Rtt(95_000), new Rtt(500), 20, 2), Assert.Single(later));
    }

    [Fact]
    public void Counters_that_wrap_around_count_on()
    {
        var ledger = new PassiveLedger();
        ledger.Observe([Connection(1, "192.0.2.7", 80_000, segments: uint.MaxValue - 4)], Now);
        var later = ledger.Observe([Connection(1, "192.0.2.7", 80_000, segments: 5)], Now + PassiveLedger.RepeatAfterMs);
        Assert.Equal(10, Assert.Single(later).Segments);
    }

    [Fact]
    public void The_connections_of_a_network_are_one_sample_and_no_address_leaves()
    {
        var samples = new PassiveLedger().Observe(
            [
                Connection(1, "192.0.2.7", 80_000), Connection(2, "192.0.2.9", 300_000), Connection(3, "192.0.2.7", 82_000),
                Connection(4, "::ffff:192.0.2.8", 81_000), Connection(5, "2001:db8:7:1::5", 20_000),
            ],
            Now);
        Assert.Equal([("192.0.2.0/24", 81_000u), ("2001:db8:7::/48", 20_000u)], samples.Select(sample => (sample.Network.ToString(), sample.Rtt.Microseconds)));
    }

    [Fact]
    public void A_connection_without_an_rtt_yet_counts_when_it_has_one()
    {
        var ledger = new PassiveLedger();
        Assert.Empty(ledger.Observe([Connection(1, "192.0.2.7", uint.MaxValue)], Now));
        Assert.Single(ledger.Observe([Connection(1, "192.0.2.7", 80_000)], Now + 2000));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("169.254.3.4")]
    [InlineData("fe80::1")]
    public void This_machine_and_its_own_link_are_no_clients(string address) =>
        Assert.Empty(new PassiveLedger().Observe([Connection(1, address, 50)], Now));

    [Fact]
    public void Connections_count_as_new_when_they_come_after_the_first_look_and_once()
    {
        var ledger = new PassiveLedger();
        ledger.Observe([Connection(1, "192.0.2.7", 80_000)], Now);
        Assert.False(ledger.HasCompared);
        ledger.Observe([Connection(1, "192.0.2.7", 80_000), Connection(2, "192.0.2.7", 80_000)], Now + 2000);
        ledger.Observe([Connection(2, "192.0.2.7", 80_000, segments: 20), Connection(3, "127.0.0.1", 80_000)], Now + 2000 + PassiveLedger.RepeatAfterMs);
        Assert.Equal((true, 1L), (ledger.HasCompared, ledger.Arrived));
    }

    [Fact]
    public void Connections_that_ended_are_forgotten()
    {
        var ledger = new PassiveLedger();
        ledger.Observe(Enumerable.Range(0, 1000).Select(i => Connection((ulong)i, "192.0.2.7", 80_000)), Now);
        ledger.Observe([Connection(3, "192.0.2.7", 80_000)], Now + 2000);
        Assert.Equal(1, ledger.Count);
    }

    [Fact]
    public void A_client_that_opens_a_thousand_dns_connections_says_as_much_as_one_that_opens_one()
    {
        var (busy, calm) = (Prefix.Parse("192.0.2.0/24"), Prefix.Parse("2001:db8:7::/48"));
        var handshakes = Enumerable.Range(1, 1000).Select(i => new Handshake(busy, new Rtt((uint)i * 100))).Append(new Handshake(calm, new Rtt(7000)))
            .Append(new Handshake(Prefix.Parse("127.0.0.0/24"), new Rtt(30))).Append(new Handshake(Prefix.Parse("::/48"), new Rtt(30)));
        var samples = HandshakeSamples.Of([.. handshakes], Now).ToList();
        Assert.Equal([("192.0.2.0/24", 50_000u), ("2001:db8:7::/48", 7000u)], samples.Select(sample => (sample.Network, sample.Rtt.Microseconds)));
        Assert.All(samples, sample => Assert.Equal(Evidence.DnsOverTcp, sample.Kind));
    }

    private static TcpFigures Connection(ulong cookie, string address, uint rttUs, uint segments = 10, uint retransmitted = 0) =>
        new(cookie, Prefix.Parse(address), new Rtt(rttUs), new Rtt(500), segments, retransmitted);
}
