using Proxima.Control.Publishing;
using Proxima.Control.Storage;
using Proxima.Engine.Steering;
using Proxima.Measurement.Monitors;
using Proxima.Measurement.Uplink;

namespace Proxima.Control.Shares;

/// <summary>
/// How much of its monthly quota each site has used, added up from the interface counters that agents report. Counters are absolute, so a
/// report that is lost or comes twice changes nothing. Any thread.
/// </summary>
public sealed class QuotaBook
{
    /// <summary>Most interfaces held; more are refused.</summary>
    public const int MostInterfaces = 10_000;

    private readonly Lock gate = new();
    private readonly SlotBook slots;
    private readonly HealthSlots health;
    private readonly TimeProvider time;
    private readonly Dictionary<InterfaceKey, TransferRow> rows;
    private readonly HashSet<InterfaceKey> changed = [];
    private SteeringModel? model;

    public QuotaBook(IReadOnlyList<TransferRow> stored, SlotBook slots, HealthSlots health, TimeProvider time)
    {
        rows = stored.ToDictionary(row => row.Key);
        this.slots = slots;
        this.health = health;
        this.time = time;
    }

    public void Take(SteeringModel taken)
    {
        lock (gate)
        {
            model = taken;
        }

        Step();
    }

    /// <summary>False when the book is full.</summary>
    public bool TryNote(CountersReport report)
    {
        lock (gate)
        {
            var month = MonthOf(SiteOf(report.Site)?.Quota);
            foreach (var counters in report.Interfaces)
            {
                var key = new InterfaceKey(report.Site, report.Machine, counters.Name);
                if (!rows.TryGetValue(key, out var row))
                {
                    if (rows.Count == MostInterfaces)
                    {
                        return false;
                    }

                    // What was transferred before the first look belongs to a time nobody knows.
                    row = new TransferRow(key, report.Boot, counters.Received, counters.Sent, month, 0, 0);
                }

                rows[key] = Advance(row, report.Boot, counters, month);
                changed.Add(key);
            }

            return true;
        }
    }

    /// <summary>The share of its quota that a site has used; 0 without a quota.</summary>
    public double UsedOf(string site)
    {
        lock (gate)
        {
            return SiteOf(site)?.Quota is { } quota ? OctetsOf(site, quota) / quota.Octets : 0;
        }
    }

    /// <summary>Tells the data plane how much is used.</summary>
    public void Step()
    {
        lock (gate)
        {
            var used = model?.Sites.Where(site => site.Quota is not null).ToDictionary(site => site.Name, site => OctetsOf(site.Name, site.Quota!) / site.Quota!.Octets) ?? [];
            foreach (var pool in model?.Pools ?? [])
            {
                foreach (var endpoint in pool.Endpoints)
                {
                    health.Use(slots.SlotOf(pool, endpoint), used.GetValueOrDefault(endpoint.Site));
                }
            }
        }
    }

    /// <summary>Writes what changed since the last time.</summary>
    /// <exception cref="StoreException">It could not be written; it is tried again the next time.</exception>
    public async Task SaveAsync(Store store)
    {
        List<TransferRow> unsaved;
        lock (gate)
        {
            unsaved = [.. changed.Select(key => rows[key])];
            changed.Clear();
        }

        if (unsaved.Count == 0)
        {
            return;
        }

        try
        {
            await store.SaveTransfersAsync(unsaved);
        }
        catch (StoreException)
        {
            lock (gate)
            {
                changed.UnionWith(unsaved.Select(row => row.Key));
            }

            throw;
        }
    }

    /// <summary>A machine that was started anew counts from zero; so does an interface whose counters went back.</summary>
    internal static TransferRow Advance(TransferRow row, string boot, InterfaceCounters now, int month)
    {
        var isSameRun = row.Boot == boot && now.Received >= row.Received && now.Sent >= row.Sent;
        var (received, sent) = isSameRun ? (now.Received - row.Received, now.Sent - row.Sent) : (now.Received, now.Sent);
        return row with
        {
            Boot = boot,
            Received = now.Received,
            Sent = now.Sent,
            Month = month,
            MonthReceived = (row.Month == month ? row.MonthReceived : 0) + received,
            MonthSent = (row.Month == month ? row.MonthSent : 0) + sent,
        };
    }

    private Site? SiteOf(string name) => model?.Sites.FirstOrDefault(site => site.Name == name);

    // A site's month may have ended since its machines were last heard of.
    private double OctetsOf(string site, SiteQuota quota)
    {
        var month = MonthOf(quota);
        var (received, sent) = (0.0, 0.0);
        foreach (var row in rows.Values.Where(row => row.Key.Site == site && row.Month == month))
        {
            received += row.MonthReceived;
            sent += row.MonthSent;
        }

        return quota.Counted switch
        {
            CountedTraffic.Out => sent,
            CountedTraffic.In => received,
            CountedTraffic.Larger => Math.Max(received, sent),
            _ => received + sent,
        };
    }

    private int MonthOf(SiteQuota? quota)
    {
        var resetDay = quota?.ResetDay ?? 1;
        var today = time.GetUtcNow().UtcDateTime.Date;
        var start = today.Day >= resetDay ? today : today.AddMonths(-1);
        return (start.Year * 10_000) + (start.Month * 100) + resetDay;
    }
}
