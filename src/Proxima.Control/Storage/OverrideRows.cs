using Proxima.Control.Operations;
using Proxima.Engine.Health;

namespace Proxima.Control.Storage;

/// <summary>Table <c>override_order</c>: what people said about endpoints, until it is over or taken back. Table <c>override_withdrawal</c>: what they took back.</summary>
internal static class OverrideRows
{
    public static OverrideWords Read(SqlSession session) => new(
        session.Query(
            "SELECT id, target, status, who, why, set_at, from_at, until_at FROM override_order ORDER BY set_at, id",
            row => new Override(
                row.GetInt64(0), Target(row.GetString(1)), (EndpointStatus)row.GetInt32(2), row.GetString(3), row.GetString(4), Time(row.GetInt64(5)), Time(row.GetInt64(6)),
                row.IsDBNull(7) ? null : Time(row.GetInt64(7)))),
        session.Query(
            "SELECT target, at, id, with_windows FROM override_withdrawal ORDER BY at, id",
            row => new Withdrawal(Target(row.GetString(0)), Time(row.GetInt64(1)), row.GetInt64(2), row.GetInt32(3) != 0)));

    /// <summary>Writes the difference.</summary>
    public static void Change(SqlSession session, OverrideWords before, OverrideWords after)
    {
        foreach (var one in before.Overrides.Except(after.Overrides))
        {
            session.Execute("DELETE FROM override_order WHERE id = @p0", one.Id);
        }

        foreach (var one in before.Withdrawals.Except(after.Withdrawals))
        {
            session.Execute("DELETE FROM override_withdrawal WHERE target = @p0 AND with_windows = @p1", one.Target.ToString(), one.WithWindows ? 1 : 0);
        }

        foreach (var one in after.Overrides.Except(before.Overrides))
        {
            session.Execute(
                "INSERT INTO override_order (id, target, status, who, why, set_at, from_at, until_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7)",
                one.Id, one.Target.ToString(), (int)one.Status, one.Who, one.Why,
                one.SetAt.ToUnixTimeMilliseconds(), one.From.ToUnixTimeMilliseconds(), one.Until?.ToUnixTimeMilliseconds());
        }

        foreach (var one in after.Withdrawals.Except(before.Withdrawals))
        {
            session.Execute(
                "INSERT INTO override_withdrawal (target, with_windows, at, id) VALUES (@p0, @p1, @p2, @p3)",
                one.Target.ToString(), one.WithWindows ? 1 : 0, one.At.ToUnixTimeMilliseconds(), one.Id);
        }
    }

    private static OverrideTarget Target(string text) =>
        OverrideTarget.TryParse(text, out var target) ? target : throw new StoreException($"an override is about '{text}', which is no target");

    private static DateTimeOffset Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
}
