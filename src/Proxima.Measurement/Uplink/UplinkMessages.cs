using System.Text.Json.Serialization;

namespace Proxima.Measurement.Uplink;

// The bodies of the two calls between an agent and a node; both sides use these types, so they cannot drift apart.

/// <summary>
/// Answer to <c>GET /api/v1/targets?site=NAME</c>, what that site is to measure within the next minutes, what is due first comes first, and to
/// <c>GET /api/v1/networks</c>, what this node has seen, most asked first.
/// </summary>
public sealed record TargetsReply(double ProbesPerSecond, double PerTargetPerSecond, long IntervalMs, IReadOnlyList<TargetEntry> Targets, double PerAsPerSecond = 0, string? Contact = null);

/// <summary>
/// <paramref name="Queries"/> is how often it asked; <paramref name="Weight"/> is that times what a probe is worth: of what is due together
/// the heaviest goes first; <paramref name="As"/> the number of its autonomous system, 0 when unknown. <paramref name="DueMs"/>: so long until
/// it is to be measured, 0 at once; <paramref name="IntervalMs"/>: how often from then on, 0 as often as the reply says for all.
/// </summary>
public sealed record TargetEntry(string Network, string Address, bool Resolver, long Queries, double Weight = 0, long As = 0, long DueMs = 0, long IntervalMs = 0);

/// <summary>
/// Body of <c>POST /api/v1/samples</c>. <paramref name="Batch"/> is 32 hexadecimal digits; a batch sent again has the same ones, so it is
/// stored once. <paramref name="Site"/> is that of the samples which name none themselves. <paramref name="ToAll"/>: the sender writes to
/// every node itself, so that the receiver passes it on to nobody.
/// </summary>
public sealed record SampleBatch(string Batch, string Site, long SentAt, IReadOnlyList<SampleEntry> Samples, bool ToAll = false)
{
    /// <summary>Most samples in one batch; a node refuses larger ones with 413.</summary>
    public const int MaxSamples = 5_000;
}

/// <summary>
/// <paramref name="RttUs"/> null is a lost probe; <paramref name="Kind"/> is one of <see cref="Engine.Latency.EvidenceWords"/> that is measured;
/// <paramref name="At"/> is a Unix time in ms. <paramref name="Flow"/> is there for connections only.
/// </summary>
public sealed record SampleEntry(
    string Network,
    long? RttUs,
    string Kind,
    long At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FlowEntry? Flow = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Site = null);

/// <summary>What <see cref="Engine.Latency.Flow"/> says, which has the meaning of each; a figure that is left out is zero.</summary>
public sealed record FlowEntry(long JitterUs = 0, long Packets = 0, long Lost = 0, long Connection = 0);

/// <summary>Answer to a batch, given only after it is on the node's disk: how many samples were taken, and how many were not, by reason.</summary>
public sealed record SamplesReply(int Accepted, IReadOnlyDictionary<string, int> Refused);

/// <summary>What an agent reads of a node's problem details (RFC 9457).</summary>
public sealed record Refusal(string? Type, string? Detail)
{
    /// <summary>The sender's clock is wrong: the same batch will do once it is right.</summary>
    public const string Clock = "urn:proxima:clock";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TargetsReply))]
[JsonSerializable(typeof(SampleBatch))]
[JsonSerializable(typeof(SamplesReply))]
[JsonSerializable(typeof(LoadReport))]
[JsonSerializable(typeof(CountersReport))]
[JsonSerializable(typeof(NumbersReply))]
[JsonSerializable(typeof(VoteReport))]
[JsonSerializable(typeof(VotesReply))]
[JsonSerializable(typeof(WordsReply))]
[JsonSerializable(typeof(Refusal))]
public sealed partial class UplinkJson : JsonSerializerContext;
