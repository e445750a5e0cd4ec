using Proxima.Engine.Latency;

namespace Proxima.Control.Storage;

/// <summary>Table <c>sample</c>: a row for the samples of each batch, in the order of acknowledgement, only ever read again by a restart.</summary>
internal static class SampleRows
{
    /// <summary>The id of the last sample ever stored. Not the largest in the table alone: retention may have deleted every sample, and an id is never given twice.</summary>
    public static long Last(SqlSession session) =>
        Math.Max(session.Number("SELECT MAX(id) FROM sample"), FactRows.Read(session, FactRows.CheckpointSample) ?? 0);

    public static long Count(SqlSession session) => session.Number("SELECT SUM(samples) FROM sample");

    /// <summary>Returns the id of the last one.</summary>
    public static long Append(SqlSession session, IReadOnlyList<LatencySample> samples)
    {
        var last = Last(session) + samples.Count;
        if (samples.Count > 0)
        {
            session.Execute(
                "INSERT INTO sample (id, samples, newest_at, content) VALUES (@p0, @p1, @p2, @p3)", last, samples.Count, samples.Max(sample => sample.AtUnixMs), SampleBlock.Write(samples));
        }

        return last;
    }

    /// <summary>Those after an id, in their order.</summary>
    /// <exception cref="StoreException">A block is damaged.</exception>
    public static IEnumerable<LatencySample> After(SqlSession session, long id) =>
        session.Query("SELECT content FROM sample WHERE id > @p0 ORDER BY id", row => row.GetOctets(0), id).SelectMany(SampleBlock.Read);

    /// <summary>All there are with their sites' names, oldest first, read a few batches at a time.</summary>
    /// <exception cref="StoreException">A block is damaged.</exception>
    public static IEnumerable<(string Site, LatencySample Sample)> WithSites(SqlSession session)
    {
        var names = SiteRows.Read(session).ToDictionary(site => site.Value, site => site.Key);
        var last = 0L;
        while (session.Query("SELECT id, content FROM sample WHERE id > @p0 ORDER BY id LIMIT 64", row => (Id: row.GetInt64(0), Content: row.GetOctets(1)), last) is { Count: > 0 } blocks)
        {
            last = blocks[^1].Id;
            foreach (var sample in blocks.SelectMany(block => SampleBlock.Read(block.Content)))
            {
                yield return (names[sample.Site], sample);
            }
        }
    }

    /// <summary>
    /// Deletes the oldest batches that are older than <paramref name="before"/> and in the checkpoint: one, or more of together at most
    /// <paramref name="most"/> samples. Returns how many samples.
    /// </summary>
    public static int DeleteOld(SqlSession session, long before, int most)
    {
        var checkpoint = FactRows.Read(session, FactRows.CheckpointSample) ?? 0;
        var oldest = session.Query(
            "SELECT id, samples, newest_at FROM sample WHERE id <= @p0 ORDER BY id LIMIT @p1", row => (Id: row.GetInt64(0), Samples: row.GetInt32(1), At: row.GetInt64(2)), checkpoint, most);
        var (last, deleted) = (0L, 0);
        foreach (var batch in oldest.TakeWhile(batch => batch.At < before && (deleted == 0 || deleted + batch.Samples <= most)))
        {
            last = batch.Id;
            deleted += batch.Samples;
        }

        return last == 0 ? 0 : session.Execute("DELETE FROM sample WHERE id <= @p0", last) > 0 ? deleted : 0;
    }
}
