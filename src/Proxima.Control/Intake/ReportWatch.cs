using System.Text.Json;
using Proxima.Engine.Reports;

namespace Proxima.Control.Intake;

/// <summary>
/// Reads now and then what the answering sides report: counters for status, client networks for the agents, and the handshakes of clients that
/// asked over TCP, which are samples from where this node stands. The answering sides are the data plane, the coprocesses of PowerDNS, and the
/// doors in this process.
/// </summary>
public sealed class ReportWatch(ReportPlaces places, TargetList targets, Action<IReadOnlyList<Handshake>> takeHandshakes, TimeProvider time)
{
    private static readonly Counter[] All = Enum.GetValues<Counter>();

    private readonly HandshakePlace place = new();

    // Of coprocesses that have ended, so that totals never fall.
    private readonly Dictionary<Counter, long> ended = [];
    private IReadOnlyDictionary<string, long> counters = new Dictionary<string, long>();

    /// <summary>What the doors in this process write to.</summary>
    public WorkerReport Doors { get; } = new();

    /// <summary>Totals since the data plane, or this process, started, by name; empty before the first pass.</summary>
    public IReadOnlyDictionary<string, long> Counters => Volatile.Read(ref counters);

    /// <summary>One pass; a report that is not there yet, or is being replaced, is simply read the next time. True when a network asked that is new.</summary>
    public bool Look()
    {
        var totals = All.ToDictionary(counter => counter, counter => Doors.Total(counter));
        var seen = new List<SeenNetwork>();
        Doors.CopySeenTo(seen);
        if (ReportReader.TryOpen(places.DataPlane, out var dataPlane, out _))
        {
            using (dataPlane)
            {
                Add(dataPlane!, totals);
                seen.AddRange(dataPlane!.SeenNetworks());
                takeHandshakes(dataPlane.NewHandshakes(place));
            }
        }

        places.Coprocesses.Read((report, isLast) =>
        {
            Add(report, isLast ? ended : totals);
            seen.AddRange(report.SeenNetworks());
        });
        Volatile.Write(ref counters, All.ToDictionary(NameOf, counter => totals[counter] + ended.GetValueOrDefault(counter)));
        return targets.Observe(SeenNetwork.Merge(seen), time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private static void Add(ReportReader report, Dictionary<Counter, long> totals)
    {
        foreach (var counter in All)
        {
            totals[counter] = totals.GetValueOrDefault(counter) + report.Total(counter);
        }
    }

    private static string NameOf(Counter counter) => JsonNamingPolicy.SnakeCaseLower.ConvertName(counter.ToString());
}

/// <summary>Where reports are found.</summary>
public sealed record ReportPlaces(string DataPlane, ReportFolder Coprocesses);
