using Proxima.Engine.Reports;

namespace Proxima.Control.Intake;

/// <summary>
/// Reads the answering side's report now and then: counters for status, client networks for the agents, and the handshakes of clients that
/// asked over TCP, which are samples from where this node stands.
/// </summary>
public sealed class ReportWatch(string path, TargetList targets, Action<IReadOnlyList<Handshake>> takeHandshakes, TimeProvider time)
{
    private readonly HandshakePlace place = new();
    private IReadOnlyDictionary<string, long> counters = new Dictionary<string, long>();

    /// <summary>Totals since the answering side started, by name; empty before the first report.</summary>
    public IReadOnlyDictionary<string, long> Counters => Volatile.Read(ref counters);

    /// <summary>One pass; a report that is not there yet, or is being replaced, is simply read the next time.</summary>
    public void Look()
    {
        if (!ReportReader.TryOpen(path, out var report, out _))
        {
            return;
        }

        using (report)
        {
            Volatile.Write(ref counters, Enum.GetValues<Counter>().ToDictionary(NameOf, report!.Total));
            targets.Observe(report.SeenNetworks(), time.GetUtcNow().ToUnixTimeMilliseconds());
            takeHandshakes(report.NewHandshakes(place));
        }
    }

    private static string NameOf(Counter counter) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(counter.ToString());
}
