using Proxima.Engine.Latency;

namespace Proxima.Control.Storage;

/// <summary>Table <c>evidence_bias</c>: part of the estimator's checkpoint, one row for each (site, kind) that something was learned of.</summary>
internal static class BiasRows
{
    public static List<KindBiasRow> Read(SqlSession session) => session.Query(
        "SELECT site, kind, bias_ms, samples FROM evidence_bias",
        row => new KindBiasRow((ushort)row.GetInt32(0), (Evidence)row.GetInt32(1), row.GetDouble(2), (uint)row.GetInt64(3)));

    public static void Write(SqlSession session, IEnumerable<KindBiasRow> rows) => session.Upsert(
        "evidence_bias", ["site", "kind"], ["bias_ms", "samples"],
        [.. rows.Select(row => new object?[] { (int)row.Site, (int)row.Evidence, row.BiasMs, (long)row.Count })]);
}
