using System.Text.Json.Serialization;

namespace Proxima.Control.Notices;

/// <summary>An endpoint has another status than before. A contract for programs, whose members are only ever added to.</summary>
/// <param name="Before">The status that was last told of, or that the node started with.</param>
/// <param name="Changes">How often the status changed in between: more than 1 where a change came too soon after the last notice.</param>
/// <param name="At">When it last changed, in Unix milliseconds.</param>
/// <param name="Who">Who said so, and <paramref name="Why"/>; null where the monitors decided.</param>
public sealed record Notice(
    string Node, string Pool, string Endpoint, string Site, string Address, string Before, string Status, int Changes, long At, string? Who, string? Why);

/// <summary>What the webhook is posted and the command reads: everything that is due, in one piece.</summary>
public sealed record NoticeBatch(IReadOnlyList<Notice> Notices);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(NoticeBatch))]
internal sealed partial class NoticeJson : JsonSerializerContext;
