using System.Globalization;

namespace Proxima.Control.Storage;

/// <summary>Table <c>batch</c>: what was answered to each batch of samples, so that a resend is answered alike and stored once.</summary>
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
        return new BatchOutcome(batch.Samples.Count, batch.Refused, IsResend: false, SampleRows.Append(session, batch.Samples));
    }

    public static int DeleteOld(SqlSession session, long before) => session.Execute("DELETE FROM batch WHERE received_at < @p0", before);

    // reason=count, space between: reasons are our own words, without either sign.
    private static string FormatRefused(IReadOnlyDictionary<string, int> refused) => string.Join(' ', refused.Select(pair => $"{pair.Key}={pair.Value}"));

    private static Dictionary<string, int> ParseRefused(string text) => text
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('='))
        .ToDictionary(part => part[0], part => int.Parse(part[1], CultureInfo.InvariantCulture));
}
