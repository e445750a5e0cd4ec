using System.Globalization;
using System.Text.Json;

namespace Proxima.Tool.Commands;

/// <summary>One override as a line for people: what, from when until when, who and why.</summary>
internal static class OverrideText
{
    public static string Format(JsonElement item)
    {
        var status = item.GetProperty("status").GetString();
        var verb = item.GetProperty("in_force").GetBoolean() ? "is" : "will be";
        return Format($"{item.GetProperty("target").GetString()} {verb} {status}", Number(item, "from")!.Value, Number(item, "until"), item.GetProperty("who").GetString(), item.GetProperty("why").GetString());
    }

    public static string Format(string what, long from, long? until, string? who, string? why) =>
        $"{what} from {At(from)} {(until is { } end ? $"until {At(end)}" : "until taken back")}, says {who}: {why}";

    private static long? Number(JsonElement item, string name) => item.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;

    private static string At(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("u", CultureInfo.InvariantCulture);
}
