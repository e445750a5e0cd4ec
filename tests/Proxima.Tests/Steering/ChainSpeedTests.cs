using System.Diagnostics;
using System.Net;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering;

namespace Proxima.Tests.Steering;

/// <summary>How long a chain of ten filters takes over 32 candidates: printed, not asserted.</summary>
public sealed class ChainSpeedTests(ITestOutputHelper output)
{
    private static readonly FilterSettings[] Ten =
    [
        Given.Filter("healthy"),
        Given.Filter("fence", ("clients", "10.0.0.0/8,2001:db8::/32"), ("deny", "s1")),
        Given.Filter("schedule", ("windows", "00:00-24:00"), ("without", "s2")),
        Given.Filter("quota"), Given.Filter("capacity"), Given.Filter("slowstart"),
        Given.Filter("failover"), Given.Filter("nearest"), Given.Filter("weighted"), Given.Filter("take", ("n", "2")),
    ];

    [Theory]
    [InlineData("few near", 8)]
    [InlineData("all near", 0)]
    public void Ten_filters_over_32_candidates(string what, int stepMs)
    {
        var endpoints = Enumerable.Range(0, 32).Select(i => new Endpoint($"e{i}", $"s{i}", new IPAddress([192, 0, 2, (byte)i]), 1 + (i % 5))).ToList();
        var clients = Enumerable.Range(0, 256).Select(i => Prefix.FromAddress(new IPAddress([10, 1, (byte)i, 0]), 24)).ToArray();
        var rows = Given.Map(32, [.. clients.Select((client, n) => $"{client} {string.Join(' ', Enumerable.Range(0, 32).Select(site => 20 + (((site + n) % 32) * stepMs)))}")]);
        using var bed = new SteeringBed(Given.Model(WhenEmpty.All, endpoints, Ten), rows);
        bed.Set("e3", word => word.WithUsed(0.9));
        bed.Set("e4", word => word.WithShed(0.3));
        var best = double.MaxValue;
        var least = long.MaxValue;
        var kept = 0;
        for (var turn = 0; turn < 30; turn++)
        {
            var (start, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            for (var i = 0; i < 2560; i++)
            {
                kept += bed.Decide(clients[i & 255]).Kept;
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / 2560);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        output.WriteLine($"{what}: {best:0} ns a decision of ten filters over 32 candidates, look-ups included; {least} octets allocated");
        Assert.Equal(0, least);
        Assert.True(kept > 0);
    }
}
