using Proxima.Control.Api;
using Proxima.Control.Publishing;
using Proxima.Control.Shares;
using Proxima.Measurement.Uplink;

namespace Proxima.Control.Intake;

/// <summary>The numbers that change by the second, as they are reported: the load of endpoints and the counters of interfaces.</summary>
public sealed class NumberIntake(SiteNumbers sites, LoadBook loads, QuotaBook quotas, ArrivalBook arrivals)
{
    /// <summary>Null when every load was noted, else why not; those before the first wrong one are.</summary>
    public Problem? Accept(LoadReport report)
    {
        foreach (var item in report.Loads)
        {
            if (!(item.Load >= 0 && item.Load <= LoadBook.MostLoad))
            {
                return Problem.BadRequest("bad-load", $"load {item.Load} of endpoint '{item.Endpoint}': expected a number from 0 to {LoadBook.MostLoad}, 1 is full");
            }

            if (!loads.TryNote(item.Pool, item.Endpoint, item.Load))
            {
                return Problem.BadRequest("unknown-endpoint", $"this node knows no endpoint '{item.Endpoint}' in a pool '{item.Pool}': name one of its steering file");
            }
        }

        return null;
    }

    /// <inheritdoc cref="Accept(LoadReport)"/>
    public Problem? Accept(CountersReport report)
    {
        if (!sites.TryGet(report.Site, out _))
        {
            return SampleIntake.UnknownSite(report.Site);
        }

        if (report.Machine.Length is 0 or > CountersReport.MaxName || report.Boot.Length is 0 or > CountersReport.MaxBoot || report.Interfaces.Count > CountersReport.MaxInterfaces || report.NewConnections < 0
            || report.Interfaces.Any(counters => counters.Name.Length is 0 or > CountersReport.MaxInterfaceName || counters.Received < 0 || counters.Sent < 0))
        {
            return Problem.BadRequest("bad-counters", "expected a machine, a boot and interfaces with names and counters of 0 and more, none of them longer than a machine says them");
        }

        arrivals.Note(report);
        return quotas.TryNote(report) ? null : Problem.BadRequest("too-many-interfaces", $"more than {QuotaBook.MostInterfaces} interfaces of all machines");
    }
}
