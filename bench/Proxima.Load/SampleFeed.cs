using System.Diagnostics;
using System.Globalization;
using System.Text;
using Proxima.Engine.Health;

namespace Proxima.Load;

/// <summary>
/// What agents and monitors do to a node while it answers: samples at a rate, in reports of 5,000 to its API, and health words that change. The
/// samples are those of the table: 100 ms to the site of a network's line and 20 ms more to each further one, which can be true of all together, so
/// that the node believes them. Every answer stays the same.
/// </summary>
internal sealed class SampleFeed : IDisposable
{
    private const int ReportSamples = 5_000;
    private const int Sites = 8;
    private const int WordsPerReport = 10;
    private const string IdMark = "0123456789abcdef0123456789abcdef";

    private readonly TimeProvider time;
    private readonly HttpClient client;
    private readonly List<byte[]> reports = [];
    private readonly int idAt;
    private long accepted;

    public SampleFeed(Uri node, Expectation[] table, TimeProvider time)
    {
        this.time = time;
        client = new HttpClient { BaseAddress = node };
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var part in table.Chunk(ReportSamples))
        {
            for (var site = 0; site < Sites; site++)
            {
                reports.Add(Encoding.ASCII.GetBytes(Report(part, site, now)));
            }
        }

        idAt = reports[0].AsSpan().IndexOf(Encoding.ASCII.GetBytes(IdMark));
    }

    /// <summary>Every path once, as fast as the node takes them.</summary>
    public async Task<string> FillAsync()
    {
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(reports, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (report, _) => await SendAsync(report));
        return Result(began);
    }

    /// <summary>A report whenever one is due, at most eight at a time; a word changes between two states that are both available and that the node leaves as they are.</summary>
    /// <param name="node">Whose processor time is told, of threads that have ended too.</param>
    public async Task<string> RunAsync(HealthTable health, double samplesPerSecond, TimeSpan length, Process node)
    {
        var (sent, words, began, before) = (0, 0, Stopwatch.GetTimestamp(), node.TotalProcessorTime);
        var waiting = new List<Task>();
        while (Stopwatch.GetElapsedTime(began) is var elapsed && elapsed < length)
        {
            for (var i = 0; i < WordsPerReport; i++, words++)
            {
                health.Set(words % Sites, words / Sites % 2 == 0 ? EndpointStatus.Up : EndpointStatus.Unknown, words);
            }

            waiting.RemoveAll(task => task.IsCompletedSuccessfully);
            if (waiting.Count == 8)
            {
                await await Task.WhenAny(waiting);
            }

            waiting.Add(SendAsync(reports[sent++ % reports.Count]));
            var due = TimeSpan.FromSeconds(sent * (double)ReportSamples / samplesPerSecond) - Stopwatch.GetElapsedTime(began);
            await Task.Delay(due > TimeSpan.Zero ? due : TimeSpan.Zero, time);
        }

        await Task.WhenAll(waiting);
        node.Refresh();
        var perSample = (node.TotalProcessorTime - before).TotalMicroseconds / accepted;
        return string.Create(CultureInfo.InvariantCulture, $"{Result(began)} words={words} node_us={perSample:0.00}");
    }

    public void Dispose() => client.Dispose();

    private async Task SendAsync(byte[] report)
    {
        Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N"), report.AsSpan(idAt));
        using var body = new PiecewiseContent(report, "application/json");
        using var response = await client.PostAsync(new Uri("api/v1/samples", UriKind.Relative), body);
        if (!response.IsSuccessStatusCode)
        {
            throw new IOException($"the node took no samples: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }

        Interlocked.Add(ref accepted, ReportSamples);
    }

    private string Result(long began) =>
        string.Create(CultureInfo.InvariantCulture, $"samples={accepted} per_second={accepted / Stopwatch.GetElapsedTime(began).TotalSeconds:0}");

    private static string Report(Expectation[] part, int site, long now)
    {
        var text = new StringBuilder($$"""{"batch":"{{IdMark}}","site":"s{{site + 1}}","sent_at":{{now}},"to_all":true,"samples":[""");
        foreach (var line in part)
        {
            var behind = (site + Sites - ((int)(line.Address & 0xff) - 1)) % Sites;
            text.Append(text[^1] == '[' ? "" : ",").Append(CultureInfo.InvariantCulture, $$"""{"network":"{{line.Network}}","rtt_us":{{100_000 + (20_000 * behind)}},"kind":"tcp","at":{{now}}}""");
        }

        return text.Append("]}").ToString();
    }
}
