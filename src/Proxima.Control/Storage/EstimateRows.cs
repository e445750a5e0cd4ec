using Proxima.Engine.Latency;

namespace Proxima.Control.Storage;

/// <summary>Table <c>estimate</c>: the estimator's checkpoint, one row for each (network, site).</summary>
internal static class EstimateRows
{
    public static List<EstimateRow> Read(SqlSession session) => session.Query(
        "SELECT network, site, rtt_us, deviation_us, samples, loss, kind, at, weight, strays FROM estimate",
        row => new EstimateRow(
            Prefix.Parse(row.GetString(0)),
            (ushort)row.GetInt32(1),
            row.IsDBNull(2) ? Rtt.Unknown : new Rtt((uint)row.GetInt64(2)),
            new Rtt((uint)row.GetInt64(3)),
            (uint)row.GetInt64(4),
            row.GetDouble(5),
            (Evidence)row.GetInt32(6),
            row.GetInt64(7)) { Weight = row.GetDouble(8), Strays = row.GetInt32(9) });

    public static void Write(SqlSession session, IEnumerable<EstimateRow> rows) => session.Upsert(
        "estimate", ["network", "site"], ["rtt_us", "deviation_us", "samples", "loss", "kind", "at", "weight", "strays"],
        [.. rows.Select(row => new object?[]
        {
            row.Network.ToString(), (int)row.Site, row.Rtt.IsKnown ? (long)row.Rtt.Microseconds : null,
            (long)row.Deviation.Microseconds, (long)row.Count, row.Loss, (int)row.Evidence, row.AtUnixMs, row.Weight, row.Strays,
        })]);
}
