namespace Proxima.Measurement.Uplink;

/// <summary>
/// Body of <c>POST /api/v1/votes</c>, from node to node: what the sender's own checks say of endpoints. <paramref name="Votes"/> are those that
/// changed after round <paramref name="From"/> of the sender's run; from 0 they are all, and replace what was there.
/// </summary>
/// <param name="Vantage">The sender's name, for people; who it is its certificate says.</param>
/// <param name="Run">Another after each start of the sender.</param>
/// <param name="Blind">The sender believes that it cannot see: none of its votes count.</param>
public sealed record VoteReport(string Vantage, string Run, bool Blind, long From, long Round, IReadOnlyList<VoteEntry> Votes)
{
    public const int MaxVantageName = 64;

    public const int MaxRun = 32;
}

/// <summary><paramref name="Endpoint"/> is <c>pool/endpoint@address</c>; <paramref name="Vote"/> one of up, down, unknown, learning, absent.</summary>
public sealed record VoteEntry(string Endpoint, string Vote);

/// <summary>The round of the sender's run that the receiver has now; -1: send all.</summary>
public sealed record VotesReply(long Round);
