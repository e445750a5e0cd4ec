using Proxima.Engine.Latency;
using Proxima.Measurement.Agents;
using Proxima.Measurement.Uplink;

namespace Proxima.Tests.Measurement;

public sealed class BatchSpoolTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("proxima-spool").FullName;

    private string SpoolPath => Path.Combine(folder, "peer.spool");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_record_torn_anywhere_costs_only_itself()
    {
        using (var spool = new BatchSpool(SpoolPath))
        {
            spool.Append(Batch(1));
            spool.Append(Batch(2));
        }

        var whole = File.ReadAllBytes(SpoolPath);
        var first = whole.Length / 2;
        for (var length = first; length < whole.Length; length++)
        {
            File.WriteAllBytes(SpoolPath, whole[..length]);
            using var spool = new BatchSpool(SpoolPath);
            Assert.Equal(1, spool.Count);
            Assert.Equal(length - first, spool.TornOctets);
            Assert.Equal(Batch(1).Batch, spool.Peek()!.Batch);
        }
    }

    [Fact]
    public void After_a_torn_record_new_ones_are_appended_and_read_again()
    {
        using (var spool = new BatchSpool(SpoolPath))
        {
            spool.Append(Batch(1));
            spool.Append(Batch(2));
        }

        using (var file = new FileStream(SpoolPath, FileMode.Open))
        {
            file.SetLength(file.Length - 3);
        }

        using (var spool = new BatchSpool(SpoolPath))
        {
            spool.Append(Batch(3));
        }

        using var again = new BatchSpool(SpoolPath);
        Assert.Equal([1, 3], DrainSites(again));
    }

    [Fact]
    public void A_damaged_octet_ends_the_replay_there_and_throws_nothing()
    {
        using (var spool = new BatchSpool(SpoolPath))
        {
            spool.Append(Batch(1));
            spool.Append(Batch(2));
        }

        var whole = File.ReadAllBytes(SpoolPath);
        for (var offset = 0; offset < whole.Length; offset++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[offset] ^= 0x55;
            File.WriteAllBytes(SpoolPath, damaged);
            using var spool = new BatchSpool(SpoolPath);
            Assert.Equal(offset < whole.Length / 2 ? 0 : 1, spool.Count);
        }
    }

    [Fact]
    public void A_batch_that_is_done_does_not_come_back_after_a_restart()
    {
        using (var spool = new BatchSpool(SpoolPath))
        {
            spool.Append(Batch(1));
            spool.Append(Batch(2));
            spool.Append(Batch(3));
            spool.RemoveOldest();
        }

        using var again = new BatchSpool(SpoolPath);
        Assert.Equal([2, 3], DrainSites(again));
    }

    [Fact]
    public void A_full_spool_drops_the_oldest_batches_counts_their_samples_and_never_grows_beyond_its_limit()
    {
        const int MaxOctets = 8_000;
        using (var spool = new BatchSpool(SpoolPath, MaxOctets))
        {
            for (var number = 0; number < 120; number++)
            {
                spool.Append(Batch(number));
                Assert.True(new FileInfo(SpoolPath).Length <= MaxOctets);
                if (number % 7 == 0)
                {
                    spool.RemoveOldest();
                }
            }

            // 18 were taken out by hand; each batch holds two samples.
            Assert.Equal(2 * (120 - 18 - spool.Count), spool.Dropped);
        }

        using var again = new BatchSpool(SpoolPath, MaxOctets);
        var kept = DrainSites(again);
        Assert.Equal(Enumerable.Range(120 - kept.Count, kept.Count), kept);
        Assert.True(kept.Count > 5);
    }

    [Fact]
    public void Two_agents_cannot_share_a_spool()
    {
        using var spool = new BatchSpool(SpoolPath);
        Assert.ThrowsAny<IOException>(() => new BatchSpool(SpoolPath));
    }

    [Fact]
    public void A_full_buffer_drops_the_oldest_samples_by_count_and_by_octets_and_counts_them()
    {
        var byCount = new SampleBuffer(maxSamples: 10);
        var byOctets = new SampleBuffer(maxOctets: 1000);
        for (var at = 0; at < 100; at++)
        {
            byCount.Add(Sample(at));
            byOctets.Add(Sample(at));
        }

        Assert.Equal(90, byCount.Dropped);
        Assert.Equal(Enumerable.Range(90, 10).Select(at => (long)at), byCount.Take(100).Select(sample => sample.AtUnixMs));

        // 64 octets and twice the 15 characters of the network: 94 each.
        Assert.Equal(10, byOctets.Count);
        Assert.Equal(90, byOctets.Dropped);
        Assert.Equal(90, byOctets.Take(1)[0].AtUnixMs);
    }

    [Fact]
    public void When_the_disk_is_gone_samples_stay_in_memory_and_in_order()
    {
        var buffer = new SampleBuffer();
        var spool = new BatchSpool(SpoolPath);
        using var outbox = new Outbox(new UplinkSender("fra", AgentToken.None, null), buffer, spool, new ManualTime());
        spool.Dispose();
        outbox.Add(Sample(1));
        var batch = outbox.Peek()!;
        Assert.ThrowsAny<Exception>(outbox.Keep);
        Assert.Equal(batch.Batch, outbox.Peek()!.Batch);
        Assert.False(outbox.IsEmpty);
    }

    [Fact]
    public void Waits_double_up_to_a_limit_with_some_chance_in_them()
    {
        var backoff = new Backoff(seed: 1);
        var waits = Enumerable.Range(0, 10).Select(_ => backoff.Next().TotalSeconds).ToList();
        Assert.All(waits.Zip([1, 2, 4, 8, 16, 30, 30, 30, 30, 30]), pair => Assert.InRange(pair.First, pair.Second * 0.8, pair.Second * 1.2));
        Assert.NotEqual(waits[8], waits[9]);
        backoff.Reset();
        Assert.InRange(backoff.Next().TotalSeconds, 0.8, 1.2);
    }

    private static ProbeSample Sample(long at) => new("198.51.100.0/24", new Rtt(1), Evidence.Icmp, at);

    private static SampleBatch Batch(int number) => new(
        $"{number:x32}", $"{number:000}", 0, [new SampleEntry("198.51.100.0/24", 1, "icmp", 1), new SampleEntry("198.51.100.0/24", null, "icmp", 2)]);

    private static List<int> DrainSites(BatchSpool spool)
    {
        var sites = new List<int>();
        while (spool.Peek() is { } batch)
        {
            sites.Add(int.Parse(batch.Site));
            spool.RemoveOldest();
        }

        return sites;
    }
}
