using System.Net;
using Proxima.Engine.Health;
using Proxima.Engine.Snapshots;
using Proxima.Measurement.Monitors;
using Proxima.Measurement.Probes;

namespace Proxima.Tool.Checks;

/// <summary>
/// Keeps the health file right while no node does: with proximad dead, answers go on from the last files, and an endpoint that dies then would
/// stay in them. Passes of <c>check.monitoring</c> count as attempts; the last outcomes of each monitor of each endpoint stand in a file of lines
/// <c>POOL ENDPOINT MONITOR OUTCOMES</c>, newest last, and are put through the same rules as those of a node.
/// </summary>
internal sealed class HealthNotes(string state, TimeProvider time)
{
    private const char Good = '1', Bad = '0', Unclear = '?';

    private string NotesPath => Path.Combine(state, "check-monitoring");

    /// <summary>What was done, in words for the summary.</summary>
    /// <exception cref="IOException">A file cannot be written; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public string Take(IReadOnlyList<EndpointResult> results)
    {
        // The same lock that a running node holds; held here for as long as a few words take to write.
        using var held = PassLock.TryTake(Path.Combine(state, "lock"));
        if (held is null)
        {
            File.Delete(NotesPath); // what passes noted before the node came back is old by now
            return "proximad runs and keeps the health of endpoints itself";
        }

        var outcomes = Note(results);
        if (!SnapshotFile.TryOpen(Path.Combine(state, "snapshot"), out var snapshot, out var problem))
        {
            return $"proximad does not run, and there is no snapshot to keep the health for: {problem}";
        }

        using (snapshot)
        using (var health = HealthFile.Create(Path.Combine(state, "health")))
        {
            return $"proximad does not run; {Write(snapshot!, health, results, outcomes)} written to the health file";
        }
    }

    private Dictionary<string, string> Note(IReadOnlyList<EndpointResult> results)
    {
        var known = File.Exists(NotesPath)
            ? File.ReadLines(NotesPath).Select(line => line.Split(' ')).Where(parts => parts.Length == 4).ToDictionary(parts => string.Join(' ', parts[..3]), parts => parts[3])
            : [];
        var noted = new Dictionary<string, string>();
        foreach (var (result, attempt) in from result in results from attempt in result.Attempts select (result, attempt))
        {
            var key = KeyOf(result, attempt.Monitor.Name);
            var outcomes = known.GetValueOrDefault(key, string.Empty) + Letter(attempt.Result);
            var most = Math.Max(attempt.Monitor.Fall, attempt.Monitor.Rise);
            noted[key] = outcomes.Length > most ? outcomes[^most..] : outcomes;
        }

        File.WriteAllLines(NotesPath + ".new", noted.Where(pair => pair.Value.Length > 0).Select(pair => $"{pair.Key} {pair.Value}"));
        File.Move(NotesPath + ".new", NotesPath, overwrite: true);
        return noted;
    }

    private string Write(Snapshot snapshot, HealthFile health, IReadOnlyList<EndpointResult> results, Dictionary<string, string> outcomes)
    {
        var slots = new HealthSlots(health.Table, time);
        var written = 0;
        for (var endpoint = 0; endpoint < snapshot.Steering.EndpointCount; endpoint++)
        {
            var (name, address) = (snapshot.Steering.EndpointName(endpoint), new IPAddress(snapshot.Steering.AddressOf(endpoint)));
            foreach (var result in results.Where(result => result.Endpoint.Name == name && result.Endpoint.Address.Equals(address)))
            {
                var verdict = VerdictOf(result, outcomes);
                var isChange = verdict != EndpointStatus.Unknown && health.Table.StatusOf(snapshot.Steering.SlotOf(endpoint)) != verdict;
                written += isChange ? 1 : 0;
                slots.Judge(snapshot.Steering.SlotOf(endpoint), verdict);
            }
        }

        return Counted.Of(written, "change");
    }

    private static EndpointStatus VerdictOf(EndpointResult result, Dictionary<string, string> outcomes)
    {
        var names = result.Pool.Monitors!.Names;
        var together = new EndpointVerdict(slot: 0, names.Count, result.Pool.Monitors.Need);
        foreach (var monitor in result.Attempts.Select(attempt => attempt.Monitor))
        {
            var rule = new HealthRule(monitor.Fall, monitor.Rise);
            foreach (var outcome in outcomes[KeyOf(result, monitor.Name)])
            {
                _ = outcome == Unclear ? rule.ObserveUnclear() : rule.Observe(outcome == Good);
            }

            together.Take(names.TakeWhile(name => name != monitor.Name).Count(), rule.Verdict, out _);
        }

        return together.Status;
    }

    // A probe that could not be sent says nothing of its endpoint.
    private static string Letter(ProbeResult result) => result.IsUnclear ? $"{Unclear}" : !result.WasSent ? string.Empty : result.Ok ? $"{Good}" : $"{Bad}";

    private static string KeyOf(EndpointResult result, string monitor) => $"{result.Pool.Name} {result.Endpoint.Name} {monitor}";
}
