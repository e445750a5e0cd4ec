using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Proxima.Tool.Commands;

/// <summary>The status reply as a page for people: what is wrong first, then what is.</summary>
internal static class StatusText
{
    public static string Format(JsonElement status)
    {
        var text = new StringBuilder();
        foreach (var trouble in status.GetProperty("troubles").EnumerateArray().Concat(status.GetProperty("steering_errors").EnumerateArray()))
        {
            text.Append("TROUBLE   ").AppendLine(trouble.GetString());
        }

        var snapshot = status.GetProperty("snapshot");
        var serve = status.GetProperty("serve");
        var samples = status.GetProperty("samples");
        Line(text, "node", $"version {status.GetProperty("version").GetString()}, up {Duration(status.GetProperty("uptime_s"))}");
        Line(text, "serve", $"process {Value(serve, "pid")}, restarts {Value(serve, "restarts")}");
        Line(text, "snapshot", $"serial {Value(snapshot, "serial")}, age {Duration(snapshot.GetProperty("age_s"))}, zones {Value(snapshot, "zones")}, steered names {Value(snapshot, "names")}, networks {Value(snapshot, "networks")}");
        Line(text, "samples", $"stored {Value(samples, "stored")}, accepted {Value(samples, "accepted")}, estimates {Value(samples, "estimates")}{Counts(", refused", samples.GetProperty("refused"))}{Counts(", unusable", samples.GetProperty("unusable"))}");
        Line(text, "queries", Counts(string.Empty, status.GetProperty("counters")).Trim() is { Length: > 0 } counters ? counters : "none yet");
        foreach (var agent in status.GetProperty("agents").EnumerateArray())
        {
            var last = DateTimeOffset.FromUnixTimeMilliseconds(agent.GetProperty("last_report").GetInt64());
            Line(text, "agent", $"{Value(agent, "site")}: {Value(agent, "samples")} samples, last report {last.ToString("u", CultureInfo.InvariantCulture)}");
        }

        var probing = status.GetProperty("probing");
        foreach (var plan in probing.GetProperty("plans").EnumerateArray())
        {
            Line(text, "probes", $"{Value(plan, "site")}: {Value(plan, "per_second")} a second to {Value(plan, "networks")} networks, {Value(plan, "untried")} never tried, {Value(plan, "spared")} spared by passive samples, {Value(plan, "refused")} not to be probed");
        }

        if (probing.GetProperty("opted_out").GetInt32() is > 0 and var optedOut)
        {
            Line(text, "opted out", $"{optedOut} networks on the list");
        }

        foreach (var peer in status.GetProperty("peers").GetProperty("list").EnumerateArray())
        {
            Line(text, "peer", $"{Value(peer, "peer")}: {(peer.GetProperty("skipped").GetBoolean() ? "skipped, it is this node or another entry's" : PeerCounts(peer))}");
        }

        foreach (var vantage in status.GetProperty("vantages").EnumerateArray())
        {
            Line(text, "vantage", $"{Value(vantage, "vantage")}: heard {vantage.GetProperty("age_s").GetDouble().ToString("0.0", CultureInfo.InvariantCulture)} s ago{(vantage.GetProperty("blind").GetBoolean() ? ", calls itself blind" : string.Empty)}");
        }

        foreach (var endpoint in status.GetProperty("endpoints").EnumerateArray())
        {
            var since = endpoint.GetProperty("since") is { ValueKind: JsonValueKind.Number } at
                ? $" since {DateTimeOffset.FromUnixTimeMilliseconds(at.GetInt64()).ToString("u", CultureInfo.InvariantCulture)}" : string.Empty;
            Line(text, "endpoint", $"{Value(endpoint, "pool")}/{Value(endpoint, "endpoint")} {Value(endpoint, "address")} at {Value(endpoint, "site")}: {Value(endpoint, "status")}{since}{Drained(endpoint)}{Held(endpoint)}{Votes(endpoint)}");
            foreach (var monitor in endpoint.GetProperty("monitors").EnumerateArray().Where(monitor => monitor.GetProperty("status").GetString() != "up"))
            {
                Line(text, "  monitor", $"{Value(monitor, "monitor")} says {Value(monitor, "status")}: {Value(monitor, "detail")}");
            }
        }

        return text.ToString().TrimEnd();
    }

    // What a person who drained it waits for.
    private static string Drained(JsonElement endpoint) => endpoint.GetProperty("status").GetString() is not ("draining" or "forced-down") ? string.Empty
        : endpoint.GetProperty("new_per_minute") is not { ValueKind: JsonValueKind.Number } count ? string.Empty
        : count.GetInt64() == 0 ? ", drained: no new connection in the last minute"
        : $", {count.GetInt64()} new connections in the last minute";

    private static string Held(JsonElement endpoint) =>
        endpoint.GetProperty("held_s").GetInt64() is > 0 and var seconds ? $", held down for {seconds} s more as it goes up and down again and again" : string.Empty;

    // Where one vantage speaks, the status is what it says.
    private static string Votes(JsonElement endpoint)
    {
        var votes = endpoint.GetProperty("votes").EnumerateArray().Select(vote => $"{Value(vote, "vantage")} {Value(vote, "vote")}").ToList();
        return votes.Count < 2 ? string.Empty : $" ({string.Join(", ", votes)})";
    }

    private static string PeerCounts(JsonElement peer) =>
        $"{Value(peer, "sent")} samples sent, {Value(peer, "waiting")} waiting, {Value(peer, "lost")} lost{(peer.GetProperty("trouble").GetString() is { } trouble ? $"; TROUBLE: {trouble}" : string.Empty)}";

    private static void Line(StringBuilder text, string subject, string value) => text.Append(subject.PadRight(10)).AppendLine(value);

    private static string Value(JsonElement element, string name) => element.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : "none";

    private static string Counts(string title, JsonElement counts)
    {
        var some = counts.EnumerateObject().Where(pair => pair.Value.GetInt64() != 0).Select(pair => $"{pair.Name} {pair.Value}").ToList();
        return some.Count == 0 ? string.Empty : $"{title} {string.Join(", ", some)}";
    }

    private static string Duration(JsonElement seconds) => seconds.ValueKind == JsonValueKind.Number
        ? TimeSpan.FromSeconds(seconds.GetInt64()).ToString("c", CultureInfo.InvariantCulture)
        : "none (of an earlier run)";
}
