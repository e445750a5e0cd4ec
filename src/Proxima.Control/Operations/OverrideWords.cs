using System.Security.Cryptography;
using System.Text;

namespace Proxima.Control.Operations;

/// <summary>
/// Everything people said, as the nodes of a cluster tell it to each other: overrides, oldest first, and withdrawals. Immutable. The order in
/// which words become known makes no difference: the newest by (when, id) counts, so that nodes that know the same words agree.
/// </summary>
public sealed record OverrideWords(IReadOnlyList<Override> Overrides, IReadOnlyList<Withdrawal> Withdrawals)
{
    /// <summary>Overrides kept at a time, those to come among them. Of more, the newest.</summary>
    public const int MaxOverrides = 1000;

    /// <summary>Withdrawals kept at a time. Of more, the newest.</summary>
    public const int MaxWithdrawals = 2000;

    public static OverrideWords None { get; } = new([], []);

    /// <summary>A word's own time: now, in the whole milliseconds that a database keeps, and after every other word about its target, though a clock elsewhere be ahead.</summary>
    public DateTimeOffset NextTime(OverrideTarget target, DateTimeOffset now)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        foreach (var said in Overrides.Where(one => one.Target == target).Select(one => one.SetAt).Concat(Withdrawals.Where(one => one.Target == target).Select(one => one.At)))
        {
            at = said >= at ? said.AddMilliseconds(1) : at;
        }

        return at;
    }

    /// <summary>With a new word; one that holds from the moment it is said takes the place of what was in force for the same target. Null: there are too many.</summary>
    public (OverrideWords Words, Override Added)? With(OverrideWish wish, DateTimeOffset now)
    {
        var at = NextTime(wish.Target, now);
        var from = wish.From ?? DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var added = new Override(IdOf($"{wish}{at:O}"), wish.Target, wish.Status, wish.Who, wish.Why, at, from, wish.Until);
        var news = new OverrideWords([added], from <= now ? [new Withdrawal(wish.Target, at, added.Id, WithWindows: false)] : []);
        var staying = Overrides.Count(one => !one.IsOver(now) && !news.Withdrawals.Any(withdrawal => withdrawal.Withdraws(one)));
        return staying < MaxOverrides ? (Merge(news, now), added) : null;
    }

    /// <summary>Without all that was said about exactly this target. Said although nothing is known to be there: a peer that cannot be reached may know of something.</summary>
    public OverrideWords Without(OverrideTarget target, DateTimeOffset now)
    {
        var at = NextTime(target, now);
        return Merge(new OverrideWords([], [new Withdrawal(target, at, IdOf($"{target}{at:O}"), WithWindows: true)]), now);
    }

    /// <summary>Both together, less what is withdrawn, over or too much.</summary>
    public OverrideWords Merge(OverrideWords other, DateTimeOffset now)
    {
        var withdrawals = Withdrawals.Concat(other.Withdrawals)
            .Where(one => !one.IsForgotten(now))
            .GroupBy(one => (one.Target, one.WithWindows))
            .Select(same => same.MaxBy(one => (one.At, one.Id))!)
            .OrderByDescending(one => (one.At, one.Id)).Take(MaxWithdrawals).Reverse().ToList();
        var byTarget = withdrawals.ToLookup(one => one.Target);
        var overrides = Overrides.Concat(other.Overrides)
            .DistinctBy(one => (one.SetAt, one.Id))
            .Where(one => !one.IsOver(now) && !byTarget[one.Target].Any(withdrawal => withdrawal.Withdraws(one)))
            .OrderByDescending(one => (one.SetAt, one.Id)).Take(MaxOverrides).Reverse().ToList();
        return new OverrideWords(overrides, withdrawals);
    }

    public bool Equals(OverrideWords? other) => other is not null && Overrides.SequenceEqual(other.Overrides) && Withdrawals.SequenceEqual(other.Withdrawals);

    public override int GetHashCode() => HashCode.Combine(Overrides.Count, Withdrawals.Count);

    // From what is said: two words of the same moment differ, and nodes need not agree on who counts. 48 bits are whole numbers everywhere JSON is read.
    private static long IdOf(string word)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(word));
        return (long)(BitConverter.ToUInt64(hash) & 0xFFFF_FFFF_FFFF);
    }
}
