namespace Proxima.Control.Api;

/// <summary>
/// Body of <c>POST /api/v1/overrides</c>. <paramref name="Target"/> is <c>POOL/ENDPOINT</c>, <c>pool:POOL</c> or <c>site:SITE</c>;
/// <paramref name="Status"/> is <c>forced-up</c>, <c>forced-down</c> or <c>draining</c>; times in Unix milliseconds.
/// </summary>
/// <param name="From">Null: now.</param>
/// <param name="Until">Null: until it is taken back.</param>
public sealed record OverrideRequest(string? Target, string? Status, string? Who, string? Why, long? From = null, long? Until = null);

/// <summary>One override as the API tells it.</summary>
/// <param name="InForce">False for a window that is still to come.</param>
public sealed record OverrideItem(long Id, string Target, string Status, string Who, string Why, long SetAt, long From, long? Until, bool InForce);

/// <summary>Reply of <c>GET</c>, <c>POST</c> and <c>DELETE /api/v1/overrides</c>: all that are kept, the new one, or those taken back.</summary>
public sealed record OverridesReply(IReadOnlyList<OverrideItem> Overrides);
