using System.Net;
using Proxima.Engine.Latency;

namespace Proxima.Control.Storage;

/// <summary>A client network seen in queries, an address in it to measure, whether that is a resolver's own, and how often it asked.</summary>
public sealed record TargetRow(Prefix Network, IPAddress Address, bool IsResolver, long Queries, long SeenAtUnixMs);

/// <summary>Table <c>target</c>: survives a restart, so that agents keep their work while the data plane has seen nobody yet.</summary>
internal static class TargetRows
{
    public static List<TargetRow> Read(SqlSession session, int most) => session.Query(
        "SELECT network, address, resolver, queries, seen_at FROM target ORDER BY queries DESC, network LIMIT @p0",
        row => new TargetRow(Prefix.Parse(row.GetString(0)), IPAddress.Parse(row.GetString(1)), row.GetInt32(2) != 0, row.GetInt64(3), row.GetInt64(4)),
        most);

    public static void Write(SqlSession session, IEnumerable<TargetRow> targets) => session.Upsert(
        "target", ["network"], ["address", "resolver", "queries", "seen_at"],
        [.. targets.Select(target => new object?[] { target.Network.ToString(), target.Address.ToString(), target.IsResolver ? 1 : 0, target.Queries, target.SeenAtUnixMs })]);

    public static void Remove(SqlSession session, Prefix network) => session.Execute("DELETE FROM target WHERE network = @p0", network.ToString());
}
