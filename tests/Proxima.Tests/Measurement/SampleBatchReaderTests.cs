using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Proxima.Engine.Latency;
using Proxima.Measurement.Uplink;

namespace Proxima.Tests.Measurement;

/// <summary>
/// The reader of reports beside the serializer that writes them and that other reports are read by: what one takes the other takes, with the same
/// figures, and what one refuses the other refuses.
/// </summary>
public sealed class SampleBatchReaderTests
{
    private const string Signs = "{}[]\",:0-1e.nulltr \\";

    private static readonly UplinkJson Strict = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
    });

    private static readonly SampleBatch Whole = new(
        "0123456789abcdef0123456789abcdef", "münchen", 1_800_000_000_000,
        [
            new SampleEntry("198.51.100.0/24", 80_123, "icmp", 1_800_000_000_000),
            new SampleEntry("2001:db8:7::/48", null, "dns", -5, null, "fra"),
            new SampleEntry("no network", long.MinValue, "pigeon", long.MaxValue, new FlowEntry(1, 2, -3, long.MaxValue), "nyc"),
            new SampleEntry("0x0a.0.0.0/24", 1, "passive-tcp", 0, new FlowEntry(), "fra"),
        ], ToAll: true);

    [Fact]
    public void What_a_sender_writes_is_read_with_every_figure() => AssertAlike(JsonSerializer.Serialize(Whole, UplinkJson.Default.SampleBatch));

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{} {}")]
    [InlineData("")]
    [InlineData("{\"batch\":\"x\"}")]
    [InlineData("BEFORE[null]AFTER")]
    [InlineData("BEFORE[[]]AFTER")]
    [InlineData("BEFORE null AFTER")]
    [InlineData("BEFORE{}AFTER")]
    [InlineData("BEFORE[]AFTER")]
    [InlineData("BEFORE[],\"samples\":[ONE]AFTER")]
    [InlineData("BEFORE[ONE],\"samples\":[]AFTER")]
    [InlineData("BEFORE[ONE,]AFTER")]
    [InlineData("BEFORE[ONE],AFTER")]
    [InlineData("BEFORE[ONE]AFTER x")]
    [InlineData("BEFORE[ONE /* comment */]AFTER")]
    [InlineData("BEFORE[{}]AFTER")]
    [InlineData("BEFORE[{\"network\":null,\"rtt_us\":1,\"kind\":\"icmp\",\"at\":1}]AFTER")]
    [InlineData("BEFORE[{\"network\":7,\"rtt_us\":1,\"kind\":\"icmp\",\"at\":1}]AFTER")]
    [InlineData("BEFORE[{\"network\":\"8.8.8.0/24\",\"rtt_us\":1,\"kind\":null,\"at\":1}]AFTER")]
    [InlineData("BEFORE[{\"network\":\"8.8.8.0/24\",\"rtt_us\":1.0,\"kind\":\"icmp\",\"at\":1}]AFTER")]
    [InlineData("BEFORE[{\"network\":\"8.8.8.0/24\",\"rtt_us\":\"1\",\"kind\":\"icmp\",\"at\":1}]AFTER")]
    [InlineData("BEFORE[{\"network\":\"8.8.8.0/24\",\"rtt_us\":9223372036854775808,\"kind\":\"icmp\",\"at\":1}]AFTER")]
    [InlineData("BEFORE[{\"network\":\"8.8.8.0/24\",\"rtt_us\":1,\"kind\":\"icmp\",\"at\":null}]AFTER")]
    [InlineData("BEFORE[{\"network\":\"8.8.8.0/24\",\"rtt_us\":1,\"kind\":\"icmp\"}]AFTER")]
    [InlineData("BEFORE[{\"network\":\"8.8.8.0/24\",\"kind\":\"icmp\",\"at\":1}]AFTER")]
    [InlineData("BEFORE[{\"network\":\"8.8.8.0/24\",\"rtt_us\":1,\"at\":1}]AFTER")]
    [InlineData("BEFORE[{\"at\":1,\"site\":null,\"flow\":null,\"kind\":\"icmp\",\"rtt_us\":null,\"network\":\"8.8.8.0/24\"}]AFTER")]
    [InlineData("BEFORE[{\"at\":1,\"at\":2,\"flow\":{\"lost\":3},\"flow\":{},\"site\":\"b\",\"site\":null,\"kind\":\"icmp\",\"rtt_us\":5,\"network\":\"8.8.8.0/24\"}]AFTER")]
    [InlineData("BEFORE[{\"\\u0061t\":1,\"kind\":\"ic\\u006dp\",\"rtt_us\":5,\"network\":\"8.8.8.0\\/24\",\"more\":[{\"at\":2}],\"site\":\"\\u00fc\"}]AFTER")]
    [InlineData("BEFORE[{\"At\":1,\"kind\":\"icmp\",\"rtt_us\":5,\"network\":\"8.8.8.0/24\"}]AFTER")]
    [InlineData("BEFORE[{\"at\":1,\"kind\":\"icmp\",\"rtt_us\":5,\"network\":\"8.8.8.0/24\",\"flow\":[]}]AFTER")]
    [InlineData("BEFORE[{\"at\":1,\"kind\":\"icmp\",\"rtt_us\":5,\"network\":\"8.8.8.0/24\",\"flow\":{\"lost\":null}}]AFTER")]
    [InlineData("BEFORE[{\"at\":1,\"kind\":\"icmp\",\"rtt_us\":5,\"network\":\"8.8.8.0/24\",\"site\":\"\\ud800\"}]AFTER")]
    [InlineData("BEFORE[ONE],\"to_all\":null AFTER")]
    [InlineData("BEFORE[ONE],\"to_all\":1 AFTER")]
    [InlineData("BEFORE[ONE],\"to_all\":false,\"to_all\":true AFTER")]
    [InlineData("BEFORE[ONE],\"site\":null AFTER")]
    [InlineData("BEFORE[ONE],\"sent_at\":1e3 AFTER")]
    public void Whatever_else_is_sent_is_taken_or_refused_as_other_reports_are(string text) => AssertAlike(text
        .Replace("BEFORE", "{\"batch\":\"b\",\"site\":\"s\",\"sent_at\":7,\"samples\":", StringComparison.Ordinal).Replace("AFTER", "}", StringComparison.Ordinal)
        .Replace("ONE", "{\"network\":\"8.8.8.0/24\",\"rtt_us\":1,\"kind\":\"icmp\",\"at\":1}", StringComparison.Ordinal));

    [Fact]
    public void Changed_reports_are_taken_or_refused_as_other_reports_are()
    {
        var random = new Random(11);
        var good = JsonSerializer.SerializeToUtf8Bytes(Whole, UplinkJson.Default.SampleBatch);
        var refused = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var octets = good.ToList();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(octets.Count);
                switch (random.Next(3))
                {
                    case 0:
                        octets[at] = (byte)(random.Next(4) == 0 ? random.Next(256) : Signs[random.Next(Signs.Length)]);
                        break;
                    case 1:
                        octets.RemoveRange(at, Math.Min(random.Next(1, 9), octets.Count - at));
                        break;
                    default:
                        octets.InsertRange(at, octets.GetRange(at, Math.Min(random.Next(1, 30), octets.Count - at)));
                        break;
                }
            }

            refused += IsAlike([.. octets]) ? 0 : 1;
        }

        Assert.InRange(refused, 1000, 19_900);
    }

    [Theory]
    [InlineData("{\n  \"batch\": \"b\",\n  \"samples\": [\n    {\"network\": \"8.8.8.0/24\", \"rtt_us\": true}]}", 3, 40, "$.samples[0].rtt_us")]
    [InlineData("{\"samples\": [null]}", 0, 13, "$.samples[0]")]
    [InlineData("{\"site\": 7}", 0, 9, "$.site")]
    [InlineData("{\"batch\": \"b\",\n oops}", 1, 1, "$")]
    public void An_error_says_line_octet_and_path(string text, long line, long octet, string path)
    {
        var error = Assert.Throws<JsonException>(() => SampleBatchReader.Read(Encoding.UTF8.GetBytes(text)));
        Assert.Equal((line, octet, path), (error.LineNumber, error.BytePositionInLine, error.Path));
    }

    [Fact]
    public void Samples_beyond_the_most_are_counted_and_not_kept()
    {
        var text = $$"""{"batch":"b","site":"s","sent_at":7,"samples":[{{string.Join(',', Enumerable.Range(0, SampleBatch.MaxSamples + 7).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"network":"8.8.8.0/24","rtt_us":{{i}},"kind":"icmp","at":1}""")))}}]}""";
        using var read = SampleBatchReader.Read(Encoding.UTF8.GetBytes(text));
        Assert.Equal((SampleBatch.MaxSamples + 7, SampleBatch.MaxSamples), (read.Count, read.Samples.Length));
        Assert.Equal(SampleBatch.MaxSamples - 1, read.Samples[^1].RttUs);
    }

    private static void AssertAlike(string text) => IsAlike(Encoding.UTF8.GetBytes(text));

    // True where both took it.
    private static bool IsAlike(byte[] utf8)
    {
        var expected = Serialized(utf8);
        ReportedBatch read;
        try
        {
            read = SampleBatchReader.Read(utf8);
        }
        catch (JsonException e)
        {
            Assert.NotNull(e.Path);
            Assert.True(expected is null, $"refused at {e.Path}: {Encoding.UTF8.GetString(utf8)}");
            return false;
        }

        using (read)
        {
            Assert.True(expected is not null, $"taken: {Encoding.UTF8.GetString(utf8)}");
            Assert.Equal((expected.Batch, expected.Site, expected.SentAt, expected.ToAll, expected.Samples.Count), (read.Id, read.Site, read.SentAt, read.ToAll, read.Count));
            for (var i = 0; i < read.Count; i++)
            {
                AssertAlike(expected.Samples[i], read.Samples[i], read.Sites);
            }
        }

        return true;
    }

    private static void AssertAlike(SampleEntry expected, ReportedSample read, IReadOnlyList<string> sites)
    {
        Assert.Equal(Prefix.TryParse(expected.Network, out var network), read.IsNetwork);
        var flow = expected.Flow ?? new FlowEntry();
        Assert.Equal(
            (network, expected.RttUs, EvidenceWords.ParseMeasured(Encoding.UTF8.GetBytes(expected.Kind)), expected.At),
            (read.Network, read.RttUs, read.Kind, read.At));
        Assert.Equal((flow.JitterUs, flow.Packets, flow.Lost, flow.Connection), (read.JitterUs, read.Packets, read.Lost, read.Connection));
        Assert.Equal(expected.Site, read.Site == 0 ? null : sites[read.Site]);
    }

    private static SampleBatch? Serialized(byte[] utf8)
    {
        try
        {
            // What is no UTF-8 the serializer takes in names that it does not know, and the reader nowhere.
            var batch = Utf8.IsValid(utf8) ? JsonSerializer.Deserialize(utf8, Strict.SampleBatch) : null;
            return batch?.Samples.Any(sample => (object?)sample is null) == false ? batch : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
