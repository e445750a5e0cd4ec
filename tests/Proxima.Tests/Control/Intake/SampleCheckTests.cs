using System.Text.Json;
using Proxima.Control.Intake;
using Proxima.Engine.Latency;
using Proxima.Measurement.Uplink;

namespace Proxima.Tests.Control.Intake;

public sealed class SampleCheckTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);

    [Theory]
    [InlineData("icmp", Evidence.Icmp)]
    [InlineData("tcp", Evidence.Tcp)]
    [InlineData("dns", Evidence.Dns)]
    [InlineData("passive-tcp", Evidence.PassiveTcp)]
    [InlineData("dns-over-tcp", Evidence.DnsOverTcp)]
    [InlineData("beacon", Evidence.Beacon)]
    public void Every_kind_that_is_measured_can_be_reported(string word, Evidence evidence)
    {
        Assert.Null(Read(Entry(word), out var sample));
        Assert.Equal(evidence, sample.Evidence);
        Assert.Equal(word, EvidenceWords.Of(evidence));
    }

    [Theory]
    [InlineData("given")]
    [InlineData("prior")]
    [InlineData("ICMP")]
    [InlineData("")]
    public void A_kind_that_nobody_measures_is_refused(string word) => Assert.Equal(SampleCheck.BadKind, Read(Entry(word), out _));

    [Fact]
    public void A_connection_tells_jitter_and_loss()
    {
        Assert.Null(Read(Entry("passive-tcp") with { Flow = new FlowEntry(1500, 300, 2, 77) }, out var sample));
        Assert.Equal(new Flow(new Rtt(1500), 300, 2, 77), sample.Flow);
    }

    [Theory]
    [InlineData(-1, 0, 0, 0)]
    [InlineData(10_000_001, 0, 0, 0)]
    [InlineData(0, 5, 6, 0)]
    [InlineData(0, 5, -1, 0)]
    [InlineData(0, -5, -6, 0)]
    [InlineData(0, 4_294_967_296, 0, 0)]
    [InlineData(0, 0, 0, 4_294_967_296)]
    [InlineData(0, 0, 0, -1)]
    public void A_connection_that_cannot_be_is_refused(long jitter, long packets, long lost, long connection) =>
        Assert.Equal(SampleCheck.BadFlow, Read(Entry("passive-tcp") with { Flow = new FlowEntry(jitter, packets, lost, connection) }, out _));

    private static SampleEntry Entry(string kind) => new("8.8.8.0/24", 20_000, kind, Now.ToUnixTimeMilliseconds());

    private static string? Read(SampleEntry entry, out LatencySample sample)
    {
        using var report = SampleBatchReader.Read(JsonSerializer.SerializeToUtf8Bytes(new SampleBatch(string.Empty, "fra", 0, [entry]), UplinkJson.Default.SampleBatch));
        return SampleCheck.TryRead(in report.Samples[0], 0, Now, out sample);
    }
}
