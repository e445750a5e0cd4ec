namespace Proxima.Control.Storage;

/// <summary>Which node uses the store: a number that its state folder keeps.</summary>
public sealed record StoreOwner(long Id, TimeProvider Time);

/// <summary>
/// One node at a time writes to a database on a server: numbers of samples and the checkpoint are a node's own. Two facts say whose it is and
/// until when. Each transaction asks first, with the row locked, so a node that lost the lease (it was cut off, or a clock is wrong) writes
/// nothing; no clock has to be right for that.
/// </summary>
internal sealed class StoreLease(StoreOwner owner)
{
    /// <summary>After this without a transaction another node may take the database. Upkeep writes every 10 s.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(60);

    /// <summary>The lease is written anew at most this often.</summary>
    public static readonly TimeSpan RenewInterval = TimeSpan.FromSeconds(5);

    private long renewedAtUnixMs;

    /// <summary>Takes the lease, when it is free, over, or ours from the last run.</summary>
    /// <exception cref="StoreException">Another node has it.</exception>
    public void Take(SqlSession session) => session.InTransaction(() =>
    {
        var until = FactRows.Read(session, FactRows.LeaseUntil) ?? 0;
        var holder = Holder(session);
        var now = NowUnixMs;
        if (holder is { } other && other != owner.Id && until > now)
        {
            throw new StoreException(
                $"database {session.Dialect.Place}: another node uses it, for {(until - now + 999) / 1000} s more unless it goes on: one database is one node's; give this one its own, nodes share through [Peers]");
        }

        FactRows.Write(session, FactRows.LeaseHolder, owner.Id);
        Write(session, now);
    });

    /// <summary>At the head of each transaction.</summary>
    /// <exception cref="StoreException">Another node took it.</exception>
    public void Check(SqlSession session)
    {
        if (Holder(session) != owner.Id)
        {
            throw new StoreException($"database {session.Dialect.Place}: another node took it: one database is one node's; give one of the two its own");
        }

        var now = NowUnixMs;
        if (now - renewedAtUnixMs >= RenewInterval.TotalMilliseconds)
        {
            Write(session, now);
        }
    }

    /// <summary>Lets another node take it at once.</summary>
    public void Release(SqlSession session)
    {
        Check(session);
        FactRows.Write(session, FactRows.LeaseUntil, 0);
    }

    private long NowUnixMs => owner.Time.GetUtcNow().ToUnixTimeMilliseconds();

    private static long? Holder(SqlSession session) =>
        session.NumberOrNull("SELECT number FROM fact WHERE name = @p0 FOR UPDATE", FactRows.LeaseHolder);

    private void Write(SqlSession session, long now)
    {
        FactRows.Write(session, FactRows.LeaseUntil, now + (long)Length.TotalMilliseconds);
        renewedAtUnixMs = now;
    }
}
