using Proxima.Dns.Records;
using Proxima.Engine.Latency;

namespace Proxima.Engine.Steering;

/// <summary>An explanation for people: first who gets what and why, then every candidate.</summary>
public static class ExplanationText
{
    public static string Format(Explanation explanation)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        string[][] rows =
        [
            ["", "endpoint", "address", "site", "status", "rtt", "confidence", "evidence", "why not"],
            .. explanation.Candidates.Select((candidate, place) => Row(candidate, isAnswered: place < explanation.Decision.Kept)),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var table = rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        return string.Join('\n', (string[])[First(explanation), Second(explanation), .. table]) + "\n";
    }

    private static string First(Explanation explanation)
    {
        var client = $"{explanation.Client} (by {(explanation.Source == ClientSource.ClientSubnet ? "client subnet" : "resolver address")})";
        var answer = explanation.Answer.Count == 0 ? "no record" : string.Join(", ", explanation.Answer);
        return $"{explanation.Name} {RecordCatalog.NameOf(explanation.Type)} for {client}: {answer}, {Why(explanation)}.";
    }

    private static string Why(Explanation explanation)
    {
        if (explanation.Decision.WasEmpty)
        {
            return explanation.WhenEmpty switch
            {
                WhenEmpty.All => "since the chain left nobody and when-empty is 'all'",
                WhenEmpty.None => "since the chain left nobody and when-empty is 'none'",
                WhenEmpty.Previous => "since the chain left nobody and when-empty is 'previous': those that went down last count as before",
                _ => "since the chain left nobody and when-empty is 'static'",
            };
        }

        var first = explanation.Candidates[0];
        return explanation.Decision.Rung switch
        {
            Rung.Measured => $"{first.Site} is {first.Rtt.Milliseconds:0.0} ms away as measured for this network",
            Rung.Predicted => $"{first.Site} is {first.Rtt.Milliseconds:0.0} ms away as foretold from {Foretelling(first.Evidence)}",
            Rung.Covering => $"{first.Site} is {first.Rtt.Milliseconds:0.0} ms away from the networks around this one",
            Rung.Prior => $"{first.Site} is {first.Rtt.Milliseconds:0.0} ms away from all networks on the whole; nothing nearer is known",
            _ => "in the configured order, by no latency",
        };
    }

    private static string Foretelling(Evidence evidence) => evidence switch
    {
        Evidence.Geo => "where this network is and what others measured",
        Evidence.System => "other networks of its AS",
        Evidence.Country => "other networks of its country",
        _ => "what was measured for this network and for others like it",
    };

    private static string Second(Explanation explanation) =>
        $"policy {explanation.Policy}, rung {SteeringWords.Of(explanation.Decision.Rung)}, TTL {explanation.Decision.Ttl} s, scope /{explanation.Scope}{(explanation.Place.IsKnown ? $", client in {explanation.Place}" : "")}";

    private static string[] Row(ExplainedCandidate candidate, bool isAnswered) =>
    [
        isAnswered ? "->" : "",
        candidate.Endpoint,
        candidate.Address.ToString(),
        candidate.Site,
        SteeringWords.Of(candidate.Status),
        candidate.Rtt.IsKnown ? $"{candidate.Rtt.Milliseconds:0.0} ms" : "-",
        candidate.Rtt.IsKnown ? $"{candidate.Confidence:0.00}" : "-",
        SteeringWords.Of(candidate.Evidence) ?? "-",
        candidate.DroppedBy is null ? "" : $"{candidate.DroppedBy}: {candidate.Reason}",
    ];
}
