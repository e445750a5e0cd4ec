namespace Proxima.Engine.Steering.Filters;

/// <summary>
/// In its windows prefers the sites of <c>only</c>, or avoids those of <c>without</c>; at other times it does nothing. Whether a window is
/// open is settled when the snapshot is built, and the publisher builds one at each boundary: the answering path knows no clock.
/// </summary>
public sealed class ScheduleFilter(bool isOpen, bool isBan, SiteSet sites) : IFilter
{
    internal static CompiledFilter Read(FilterParameters read)
    {
        var zone = TimeZoneInfo.Utc;
        var zoneName = read.Text("zone", "UTC");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var found) || !found.HasIanaId)
        {
            read.Add("zone", $"no time zone is called '{zoneName}'", NearestWord.Expectation(zoneName, [.. TimeZoneInfo.GetSystemTimeZones().Select(known => known.Id)], "an IANA time zone, such as 'Europe/Berlin'"));
        }
        else
        {
            zone = found;
        }

        var windows = new TimeWindows(zone);
        var items = read.Items("windows");
        for (var i = 0; i < items.Count; i++)
        {
            if (!windows.TryAdd(items[i]))
            {
                read.Add("windows", $"'{items[i]}' is no window", TimeWindows.Expected, i);
            }
        }

        if (items.Count == 0)
        {
            read.Add(read.Has("windows") ? "windows" : null, "a schedule without windows", $"windows: [{TimeWindows.Expected}]");
        }

        var sites = read.SitesOfOne("only", "without", out var isBan);
        var isOpen = windows.IsOpenAt(read.Ground.Now, out var until);
        return new CompiledFilter { Whole = (isOpen ? 1U : 0) | (isBan ? 2U : 0), Octets = sites, Until = until };
    }

    internal static IFilter Create(CompiledFilter filter) => new ScheduleFilter((filter.Whole & 1) != 0, (filter.Whole & 2) != 0, new SiteSet(filter.Octets.Span));

    public int Apply(in Client client, Span<Candidate> kept, ref Scope scope)
    {
        if (!isOpen)
        {
            return kept.Length;
        }

        foreach (ref var candidate in kept)
        {
            candidate.Reason = sites.Contains(candidate.Site) == isBan ? DropReason.NotPreferred : DropReason.None;
        }

        return Kept.PreferWithoutReason(kept);
    }

    public string ReasonFor(in Client client, in Candidate dropped, ReadOnlySpan<Candidate> reached) =>
        isBan ? "its site is avoided at this time" : "other sites are preferred at this time";
}
