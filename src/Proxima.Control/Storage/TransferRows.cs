namespace Proxima.Control.Storage;

/// <summary>An interface of a machine at a site.</summary>
public readonly record struct InterfaceKey(string Site, string Machine, string Interface);

/// <summary>
/// What one interface has transferred since its provider's month began, and the counters it last showed, in octets. <paramref name="Boot"/>
/// tells the machine's runs apart: counters begin anew with each. <paramref name="Month"/> is the day on which the month began, as 20261101.
/// </summary>
public sealed record TransferRow(InterfaceKey Key, string Boot, long Received, long Sent, int Month, long MonthReceived, long MonthSent);

/// <summary>Table <c>transfer</c>: what sites have used of their quotas.</summary>
internal static class TransferRows
{
    public static List<TransferRow> Read(SqlSession session) => session.Query(
        "SELECT site, machine, interface, boot, received, sent, month, month_received, month_sent FROM transfer",
        row => new TransferRow(
            new InterfaceKey(row.GetString(0), row.GetString(1), row.GetString(2)), row.GetString(3),
            row.GetInt64(4), row.GetInt64(5), row.GetInt32(6), row.GetInt64(7), row.GetInt64(8)));

    public static void Write(SqlSession session, IEnumerable<TransferRow> rows) => session.Upsert(
        "transfer", ["site", "machine", "interface"], ["boot", "received", "sent", "month", "month_received", "month_sent"],
        [.. rows.Select(row => new object?[] { row.Key.Site, row.Key.Machine, row.Key.Interface, row.Boot, row.Received, row.Sent, (long)row.Month, row.MonthReceived, row.MonthSent })]);
}
