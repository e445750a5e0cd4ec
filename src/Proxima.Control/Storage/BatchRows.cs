using System.Globalization;
using Proxima.Engine.Latency;

namespace Proxima.Control.Storage;

/// <summary>Tables <c>sample</c> and <c>batch</c>: samples are appended in the order of acknowledgement and only ever read again by a restart.</summary>
internal static class BatchRows
{
    public static BatchOutcome Append(SqlSession session, SampleBatch batch)
    {
        var known = session.Query("SELECT accepted, refused FROM batch WHERE id = @p0", row => (row.GetInt32(0), row.GetString(1)), batch.Id);
        if (known is [var (accepted, refused)])
        {
            return new BatchOutcome(accepted, ParseRefused(refused), IsResend: true, LastSample: 0);
        }

        session.Execute(
            "INSERT INTO batch (id, received_at, accepted, refused) VALUES (@p0, @p1, @p2, @p3)",
            batch.Id, batch.ReceivedAtUnixMs, batch.Samples.Count, FormatRefused(batch.Refused));
        return new BatchOutcome(batch.Samples.Count, batch.Refused, IsResend: false, AppendSamples(session, batch.Samples));
    }

    public static long LastSample(SqlSession session) =>
        Math.Max(session.Number("SELECT MAX(id) FROM sample"), FactRows.Read(session, FactRows.CheckpointSample) ?? 0);

    public static List<LatencySample> After(SqlSession session, long id) => session.Query(
        "SELECT network, site, rtt_us, kind, at, jitter_us, packets, lost, connection FROM sample WHERE id > @p0 ORDER BY id",
        row => new LatencySample(
            Prefix.Parse(row.GetString(0)),
            (ushort)row.GetInt32(1),
            row.IsDBNull(2) ? Rtt.Unknown : new Rtt((uint)row.GetInt64(2)),
            (Evidence)row.GetInt32(3),
            row.GetInt64(4)) { Flow = row.IsDBNull(5) ? default : ReadFlow(row) },
        id);

    /// <summary>Deletes at most <paramref name="most"/> of the oldest samples that are older than <paramref name="before"/> and in the checkpoint; returns how many.</summary>
    public static int DeleteOld(SqlSession session, long before, int most)
    {
        var checkpoint = FactRows.Read(session, FactRows.CheckpointSample) ?? 0;
        var oldest = session.Query("SELECT id, at FROM sample WHERE id <= @p0 ORDER BY id LIMIT @p1", row => (Id: row.GetInt64(0), At: row.GetInt64(1)), checkpoint, most);
        var last = oldest.TakeWhile(row => row.At < before).LastOrDefault().Id;
        return last == 0 ? 0 : session.Execute("DELETE FROM sample WHERE id <= @p0", last);
    }

    public static int DeleteOldBatches(SqlSession session, long before) => session.Execute("DELETE FROM batch WHERE received_at < @p0", before);

    private static long AppendSamples(SqlSession session, IReadOnlyList<LatencySample> samples)
    {
        // Not the largest id alone: retention may have deleted every sample, and an id is never given twice.
        var first = LastSample(session) + 1;
        session.Insert("sample", ["id", "network", "site", "rtt_us", "kind", "at", "jitter_us", "packets", "lost", "connection"],
        [
            .. samples.Select((sample, i) => new object?[]
            {
                first + i, sample.Network.ToString(), (int)sample.Site, sample.Rtt.IsKnown ? (long)sample.Rtt.Microseconds : null, (int)sample.Evidence, sample.AtUnixMs,
                OrNull(sample.Flow, flow => flow.Jitter.Microseconds), OrNull(sample.Flow, flow => flow.Packets),
                OrNull(sample.Flow, flow => flow.Lost), OrNull(sample.Flow, flow => flow.Connection),
            }),
        ]);
        return first + samples.Count - 1;
    }

    private static long? OrNull(Flow flow, Func<Flow, uint> figure) => flow == default ? null : figure(flow);

    private static Flow ReadFlow(SqlRow row) => new(new Rtt((uint)row.GetInt64(5)), (uint)row.GetInt64(6), (uint)row.GetInt64(7), (uint)row.GetInt64(8));

    // reason=count, space between: reasons are our own words, without either sign.
    private static string FormatRefused(IReadOnlyDictionary<string, int> refused) => string.Join(' ', refused.Select(pair => $"{pair.Key}={pair.Value}"));

    private static Dictionary<string, int> ParseRefused(string text) => text
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('='))
        .ToDictionary(part => part[0], part => int.Parse(part[1], CultureInfo.InvariantCulture));
}
