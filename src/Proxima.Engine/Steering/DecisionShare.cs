using Proxima.Engine.Latency;
using Proxima.Engine.Steering.Filters;

namespace Proxima.Engine.Steering;

/// <summary>
/// One decision for a policy and a client network among all name servers, for as long as the shared state keeps it: the first to decide
/// decides for all, so that a client keeps its server whichever name server its resolver asks.
/// <para>
/// Health and policy stay each node's own. A shared decision counts only if every address in it is a candidate here that nothing but
/// latency and preference has put aside; else it is replaced by our own.
/// </para>
/// </summary>
public sealed class DecisionShare(ISharedState state)
{
    /// <summary>Length of the networks that decisions are kept for: those of the latency map, unless a decision depends on more.</summary>
    private const int NetworkLength = 24, NetworkLengthIPv6 = 48;

    /// <summary>First octet of a value; raised by one when its layout changes: version, count, addresses.</summary>
    private const byte Version = 1;

    private const int HeadLength = 2;
    private const int MaxLength = HeadLength + (16 * SteeringTable.MaxCandidates);

    // Any two numbers: two hashes of 64 bits over the same parts make one of 128.
    private const ulong FirstSeed = 0x5DEECE66D, SecondSeed = 0xB5026F5AA96619E9;

    /// <summary>
    /// Our decision, or the shared one in its place: then <paramref name="candidates"/> are in its order. Its scope is at least the network
    /// that it is shared for.
    /// </summary>
    internal Decision Settle(SteeringTable table, int steered, in Prefix client, Span<Candidate> candidates, in Decision own)
    {
        if (own.WasEmpty || own.Considered < 2)
        {
            return own;
        }

        candidates = candidates[..own.Considered];
        var network = client.Truncate(Math.Max(own.ScopeLength, client.IsIPv6 ? NetworkLengthIPv6 : NetworkLength));
        var key = KeyOf(table, steered, network, candidates);
        Span<byte> value = stackalloc byte[MaxLength];
        var outcome = state.Get(key, value, out var length);
        if (outcome == SharedOutcome.Missing)
        {
            Span<byte> ours = stackalloc byte[MaxLength];
            outcome = state.Put(key, Write(table, candidates[..own.Kept], ours), onlyIfMissing: true);

            // Somebody was first after all.
            outcome = outcome == SharedOutcome.Found ? state.Get(key, value, out length) : outcome;
        }

        if (outcome == SharedOutcome.Found)
        {
            if (TryApply(table, value[..length], candidates) is > 0 and var kept)
            {
                return own with { Kept = kept, ScopeLength = Math.Max(own.ScopeLength, network.Length) };
            }

            outcome = state.Put(key, Write(table, candidates[..own.Kept], value), onlyIfMissing: false);
        }

        // Where nobody shares, our decision holds for as wide a network as it did without.
        return outcome == SharedOutcome.Stored ? own with { ScopeLength = Math.Max(own.ScopeLength, network.Length) } : own;
    }

    private static UInt128 KeyOf(SteeringTable table, int steered, in Prefix network, ReadOnlySpan<Candidate> candidates)
    {
        // A sum, since candidates stand in the order of this node's decision.
        var pool = 0UL;
        foreach (ref readonly var candidate in candidates)
        {
            pool += StableHash.Of(table.AddressOf(candidate.Endpoint));
        }

        var policy = StableHash.Of(table.PolicyNameOf(steered));
        return new UInt128(Hash(FirstSeed, policy, pool, network), Hash(SecondSeed, policy, pool, network));
    }

    private static ulong Hash(ulong seed, ulong policy, ulong pool, in Prefix network)
    {
        var hash = StableHash.Combine(StableHash.Combine(seed, policy), pool);
        hash = StableHash.Combine(StableHash.Combine(hash, network.High), network.Low);
        return StableHash.Combine(hash, network.Length + (network.IsIPv6 ? 256UL : 0));
    }

    private static ReadOnlySpan<byte> Write(SteeringTable table, ReadOnlySpan<Candidate> kept, Span<byte> value)
    {
        value[0] = Version;
        value[1] = (byte)kept.Length;
        var length = HeadLength;
        foreach (ref readonly var candidate in kept)
        {
            var address = table.AddressOf(candidate.Endpoint);
            address.CopyTo(value[length..]);
            length += address.Length;
        }

        return value[..length];
    }

    /// <summary>Puts the candidates of the value to the head, in its order, and returns how many; 0, with nothing changed, if it does not hold here.</summary>
    private static int TryApply(SteeringTable table, ReadOnlySpan<byte> value, Span<Candidate> candidates)
    {
        var size = table.AddressOf(candidates[0].Endpoint).Length;
        if (value.Length < HeadLength + size || value[0] != Version || value[1] > candidates.Length || value.Length != HeadLength + (value[1] * size))
        {
            return 0;
        }

        var seen = 0UL;
        for (var addresses = value[HeadLength..]; !addresses.IsEmpty; addresses = addresses[size..])
        {
            var place = Find(table, addresses[..size], candidates);
            if (place < 0 || !IsOnlyLessPreferred(candidates[place]) || (seen & (1UL << place)) != 0)
            {
                return 0;
            }

            seen |= 1UL << place;
        }

        var kept = 0;
        for (var addresses = value[HeadLength..]; !addresses.IsEmpty; addresses = addresses[size..])
        {
            var place = kept + Find(table, addresses[..size], candidates[kept..]);
            candidates[place].DroppedBy = 0;
            candidates[place].Reason = DropReason.None;
            (candidates[kept], candidates[place]) = (candidates[place], candidates[kept]);
            kept++;
        }

        return kept;
    }

    private static int Find(SteeringTable table, ReadOnlySpan<byte> address, ReadOnlySpan<Candidate> candidates)
    {
        for (var i = 0; i < candidates.Length; i++)
        {
            if (table.AddressOf(candidates[i].Endpoint).SequenceEqual(address))
            {
                return i;
            }
        }

        return -1;
    }

    // Whatever another filter put it aside for, this node knows something against it.
    private static bool IsOnlyLessPreferred(in Candidate candidate) =>
        HealthyFilter.IsAvailable(candidate.Status)
        && (candidate.DroppedBy == 0 || candidate.Reason is DropReason.BeyondTolerance or DropReason.NoLatency or DropReason.LowerPriority or DropReason.BeyondCount);
}
