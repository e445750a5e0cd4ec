using System.Runtime.InteropServices;
using Proxima.Engine.Latency;

namespace Proxima.Engine.Protection;

/// <summary>
/// How many answers a second a network gets over UDP, where anybody can put anybody's address on a query: an IPv4 /24 or an IPv6 /56 has an
/// account of one second's answers, filled again by <see cref="Look"/>. All threads share the accounts, each of which is one word that is read and written as a
/// whole; one over its limit is only read.
/// <code>
///   | hash of the network: 22 bits | when it was filled last: 18 | what is left, in tenths of an answer: 24 |
/// </code>
/// A network's account is one of the eight of its cache line, chosen by a hash that nobody outside can foretell. When none of them is
/// its own, the fullest gives way: that one's network asked least, and loses least. A network that is over its limit has the emptiest.
/// </summary>
public sealed class RateLimit
{
    /// <summary>Networks with an account: 512 KiB.</summary>
    public const int Networks = 1 << 16;

    /// <summary>Highest limit, in answers a second.</summary>
    public const int MostPerSecond = 1_000_000;

    public const int MostSlip = 10;

    private const int Ways = 8;
    private const int CostOfOne = 10;
    private const int LeftBits = 24;
    private const int TickBits = 18;
    private const ulong LeftMask = (1UL << LeftBits) - 1;

    // After 7.3 hours it begins again: who asks after just that time of silence, to a second, may find its account less full than it is.
    private const ulong TickMask = (1UL << TickBits) - 1;
    private const int TagShift = LeftBits + TickBits;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly RateLimitSettings settings;
    private readonly TimeProvider time;
    private readonly ulong seed;
    private readonly ulong full;
    private readonly long startedTimestamp;
    private readonly ulong[] accounts;
    private readonly int first;
    private ulong now;

    /// <param name="seed">Unknown to clients, so that nobody can choose networks that share a cache line.</param>
    public unsafe RateLimit(RateLimitSettings settings, ulong seed, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.PerSecond, 1, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.PerSecond, MostPerSecond, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.Slip, MostSlip, nameof(settings));
        this.settings = settings;
        this.seed = seed;
        this.time = time;
        full = (ulong)settings.PerSecond * CostOfOne;
        startedTimestamp = time.GetTimestamp();
        accounts = GC.AllocateArray<ulong>(Networks + Ways - 1, pinned: true);
        var address = (nuint)Marshal.UnsafeAddrOfPinnedArrayElement(accounts, 0).ToPointer() / sizeof(ulong);
        first = (int)((Ways - (address % Ways)) % Ways);
        Look();
    }

    /// <summary>To be called every 100 ms or so: what came due since is given to each network when it asks next.</summary>
    public void Look()
    {
        // Ten more, so that an account nobody has used yet counts as full.
        Volatile.Write(ref now, ((ulong)(time.GetElapsedTime(startedTimestamp).Ticks / Tick.Ticks) + CostOfOne) & TickMask);
    }

    /// <summary>True when an answer may be sent to this address, which is then counted.</summary>
    internal bool TryTake(in Prefix from) => TryTakeFromAccount(from) || settings.Exempt.Covers(from);

    /// <summary>Whether the answer over the limit that has this number is cut, and not left out.</summary>
    internal bool IsSlip(long number) => settings.Slip > 0 && number % settings.Slip == settings.Slip - 1;

    private bool TryTakeFromAccount(in Prefix from)
    {
        var network = from.Truncate(from.IsIPv6 ? 56 : 24);
        var hash = NetworkTable.Mix(NetworkTable.Mix(network.High + (network.IsIPv6 ? 1UL : 0)) ^ seed);
        var tick = Volatile.Read(ref now);

        // No account in use has the tag 0.
        var tag = Math.Max(1, hash >> TagShift);
        var line = accounts.AsSpan(first + ((int)(hash % (Networks / Ways)) * Ways), Ways);
        while (true)
        {
            ref var account = ref Find(line, tag, tick, out var held);
            var left = held >> TagShift == tag ? LeftIn(held, tick) : full;
            if (left < CostOfOne)
            {
                return false;
            }

            var taken = (tag << TagShift) | (tick << LeftBits) | (left - CostOfOne);
            if (Interlocked.CompareExchange(ref account, taken, held) == held)
            {
                return true;
            }
        }
    }

    /// <summary>The network's account, or the one that gives way.</summary>
    private ref ulong Find(Span<ulong> line, ulong tag, ulong tick, out ulong held)
    {
        var (fullest, most) = (0, 0UL);
        held = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var one = Volatile.Read(ref line[i]);
            if (one >> TagShift == tag)
            {
                held = one;
                return ref line[i];
            }

            var left = LeftIn(one, tick);
            if (i == 0 || left > most)
            {
                (fullest, most, held) = (i, left, one);
            }
        }

        return ref line[fullest];
    }

    private ulong LeftIn(ulong account, ulong tick) =>
        Math.Min(full, (account & LeftMask) + (((tick - (account >> LeftBits)) & TickMask) * (ulong)settings.PerSecond));
}

/// <summary>
/// What <see cref="RateLimit"/> keeps to. <paramref name="PerSecond"/> answers for one network; of those over it every <paramref name="Slip"/>-th is cut, so
/// that a real client comes by TCP: 0 none, 1 all. <paramref name="Exempt"/> are not limited.
/// </summary>
public sealed record RateLimitSettings(int PerSecond, int Slip, PrefixSet Exempt)
{
    public const int DefaultSlip = 2;
}
