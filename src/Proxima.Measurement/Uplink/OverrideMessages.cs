namespace Proxima.Measurement.Uplink;

/// <summary>Answer to <c>GET /api/v1/overrides/words</c>: everything that people said about endpoints, as nodes tell it to each other.</summary>
public sealed record WordsReply(IReadOnlyList<OverrideWord> Overrides, IReadOnlyList<WithdrawalWord> Withdrawals);

/// <summary><paramref name="Target"/> is <c>POOL/ENDPOINT</c>, <c>pool:POOL</c> or <c>site:SITE</c>; times in Unix milliseconds, <paramref name="Until"/> null: until taken back.</summary>
public sealed record OverrideWord(long Id, string Target, string Status, string Who, string Why, long SetAt, long From, long? Until);

/// <summary>What was said about the target before (<paramref name="At"/>, <paramref name="Id"/>) no longer counts.</summary>
public sealed record WithdrawalWord(string Target, long Id, long At, bool WithWindows);
