namespace Proxima.Control.Api;

/// <summary>Body of <c>POST /api/v1/samples</c>. <paramref name="Batch"/> is 32 hexadecimal digits chosen by the sender, the same in a resend.</summary>
public sealed record SamplesRequest(string Batch, string Site, long SentAt, IReadOnlyList<SampleItem> Samples);

/// <summary>One measurement; <paramref name="RttUs"/> null: the probe was lost. <paramref name="At"/> in Unix milliseconds.</summary>
public sealed record SampleItem(string Network, long? RttUs, string Kind, long At);

/// <summary>What was stored, and what was not, by reason. Said only after the commit.</summary>
public sealed record SamplesReply(int Accepted, IReadOnlyDictionary<string, int> Refused);
