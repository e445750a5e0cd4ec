using Proxima.Measurement.Uplink;

namespace Proxima.Control.Shares;

/// <summary>
/// How many connections clients still open at each site, as its agents count them: what tells when a drained site is empty, whatever TTLs
/// were honoured. Any thread.
/// </summary>
public sealed class ArrivalBook(TimeProvider time)
{
    /// <summary>A machine that has not reported for so long, two reports and a bit, says nothing of now.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(150);

    /// <summary>Most machines remembered.</summary>
    public const int MostMachines = 4096;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Site, string Machine), (long Count, long At)> reports = [];

    public void Note(CountersReport report)
    {
        lock (gate)
        {
            if (report.NewConnections is not { } count)
            {
                reports.Remove((report.Site, report.Machine));
                return;
            }

            if (reports.Count >= MostMachines && !reports.ContainsKey((report.Site, report.Machine)))
            {
                reports.Remove(reports.MinBy(one => one.Value.At).Key);
            }

            reports[(report.Site, report.Machine)] = (count, time.GetTimestamp());
        }
    }

    /// <summary>New connections at the site in the last minute that was reported; null: no agent there tells.</summary>
    public long? PerMinute(string site)
    {
        lock (gate)
        {
            var fresh = reports.Where(one => one.Key.Site == site && time.GetElapsedTime(one.Value.At) <= StaleAfter).Select(one => one.Value.Count).ToList();
            return fresh.Count == 0 ? null : fresh.Sum();
        }
    }
}
