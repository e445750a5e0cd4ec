using System.Text.Json;
using Proxima.Dns.Records;
using Proxima.Engine.Places;

namespace Proxima.Engine.Steering;

/// <summary>An explanation as one JSON object: a contract for programs, whose members are only ever added to.</summary>
public static class ExplanationJson
{
    /// <param name="notes">What people said about these candidates and is in force.</param>
    /// <param name="isOptedOut">The client's network is on the node's list of those that do not want to be probed.</param>
    public static void Write(Utf8JsonWriter json, Explanation explanation, IReadOnlyList<OverrideNote> notes, bool isOptedOut)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(explanation);
        json.WriteStartObject();
        json.WriteString("name", explanation.Name.ToString());
        json.WriteString("type", RecordCatalog.NameOf(explanation.Type));
        json.WriteStartObject("client");
        json.WriteString("network", explanation.Client.ToString());
        json.WriteString("source", SteeringWords.Of(explanation.Source));
        Write(json, explanation.Place);
        json.WriteBoolean("opted_out", isOptedOut);
        json.WriteEndObject();
        json.WriteString("rung", SteeringWords.Of(explanation.Decision.Rung));
        json.WriteStartArray("answer");
        foreach (var record in explanation.Answer)
        {
            json.WriteStringValue(record);
        }

        json.WriteEndArray();
        json.WriteNumber("ttl", explanation.Decision.Ttl);
        json.WriteNumber("scope", explanation.Scope);
        json.WriteStartArray("candidates");
        foreach (var candidate in explanation.Candidates)
        {
            Write(json, candidate);
        }

        json.WriteEndArray();
        json.WritePropertyName("overrides");
        JsonSerializer.Serialize(json, notes, OverrideNotes.Default.IReadOnlyListOverrideNote);
        json.WriteEndObject();
    }

    // What is unknown is absent.
    private static void Write(Utf8JsonWriter json, Place place)
    {
        if (place.Country.IsKnown)
        {
            json.WriteString("country", place.Country.ToString());
        }

        if (place.AutonomousSystem != 0)
        {
            json.WriteNumber("as", place.AutonomousSystem);
        }

        if (place.Position is { } position)
        {
            json.WriteNumber("lat", position.LatitudeDegrees);
            json.WriteNumber("lon", position.LongitudeDegrees);
        }
    }

    private static void Write(Utf8JsonWriter json, ExplainedCandidate candidate)
    {
        json.WriteStartObject();
        json.WriteString("endpoint", candidate.Endpoint);
        json.WriteString("site", candidate.Site);
        json.WriteString("status", SteeringWords.Of(candidate.Status));
        if (candidate.Rtt.IsKnown)
        {
            json.WriteNumber("rtt_ms", Math.Round(candidate.Rtt.Milliseconds, 3));
        }
        else
        {
            json.WriteNull("rtt_ms");
        }

        json.WriteNumber("confidence", Math.Round(candidate.Confidence, 2));
        json.WriteString("evidence", SteeringWords.Of(candidate.Evidence));
        json.WriteString("dropped_by", candidate.DroppedBy);
        json.WriteString("reason", candidate.Reason);
        json.WriteEndObject();
    }
}
