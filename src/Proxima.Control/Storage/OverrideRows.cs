using Proxima.Control.Operations;
using Proxima.Engine.Health;

namespace Proxima.Control.Storage;

/// <summary>Table <c>override_order</c>: what people said about endpoints, until it is over or taken back.</summary>
internal static class OverrideRows
{
    public static List<Override> Read(SqlSession session) => session.Query(
        "SELECT id, target, status, who, why, set_at, from_at, until_at FROM override_order ORDER BY id",
        row => new Override(
            row.GetInt64(0),
            OverrideTarget.TryParse(row.GetString(1), out var target) ? target : throw new StoreException($"override {row.GetInt64(0)} is about '{row.GetString(1)}', which is no target"),
            (EndpointStatus)row.GetInt32(2), row.GetString(3), row.GetString(4), Time(row.GetInt64(5)), Time(row.GetInt64(6)),
            row.IsDBNull(7) ? null : Time(row.GetInt64(7))));

    public static void Add(SqlSession session, Override one) => session.Execute(
        "INSERT INTO override_order (id, target, status, who, why, set_at, from_at, until_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7)",
        one.Id, one.Target.ToString(), (int)one.Status, one.Who, one.Why,
        one.SetAt.ToUnixTimeMilliseconds(), one.From.ToUnixTimeMilliseconds(), one.Until?.ToUnixTimeMilliseconds());

    public static void Remove(SqlSession session, long id) => session.Execute("DELETE FROM override_order WHERE id = @p0", id);

    private static DateTimeOffset Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
}
