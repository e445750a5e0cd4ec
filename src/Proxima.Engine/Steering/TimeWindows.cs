using System.Globalization;

namespace Proxima.Engine.Steering;

/// <summary>
/// Windows of the week in one time zone, as <c>mon-fri 08:00-18:00</c>, <c>sat 22:00-04:00</c> (over midnight; the day is that of the start) or
/// <c>00:00-24:00</c> (every day). A local time that a change of the clocks skips is the instant of the change; of one that comes twice the
/// first counts, for starts as for ends, so that windows that follow each other leave no gap.
/// </summary>
internal sealed class TimeWindows(TimeZoneInfo zone)
{
    public const string Expected = "a window, such as 'mon-fri 08:00-18:00' or 'sat 22:00-04:00'";

    /// <summary>A week and a day on either side hold every boundary that can matter.</summary>
    private const int DaysLookedAt = 9;

    private const int MinutesOfDay = 1440;
    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly List<(bool[] Days, int StartMinute, int EndMinute)> windows = [];

    /// <summary>False when the text is no window.</summary>
    public bool TryAdd(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var days = Enumerable.Repeat(true, 7).ToArray();
        if (words.Length is 0 or > 2 || (words.Length == 2 && !TryDays(words[0], days)))
        {
            return false;
        }

        var times = words[^1].Split('-');
        if (times.Length != 2 || !TryMinute(times[0], MinutesOfDay - 1, out var start) || !TryMinute(times[1], MinutesOfDay, out var end) || start == end)
        {
            return false;
        }

        windows.Add((days, start, end > start ? end : end + MinutesOfDay));
        return true;
    }

    /// <summary>Whether any window is open at an instant, and the next instant at which one opens or closes.</summary>
    public bool IsOpenAt(DateTimeOffset now, out DateTimeOffset until)
    {
        var today = TimeZoneInfo.ConvertTime(now, zone).DateTime.Date;
        var isOpen = false;
        until = DateTimeOffset.MaxValue;
        for (var day = -2; day < DaysLookedAt; day++)
        {
            var date = today.AddDays(day);
            foreach (var (days, startMinute, endMinute) in windows)
            {
                if (!days[(int)date.DayOfWeek])
                {
                    continue;
                }

                var (start, end) = (InstantOf(date.AddMinutes(startMinute)), InstantOf(date.AddMinutes(endMinute)));
                isOpen |= start <= now && now < end;
                until = start > now && start < until ? start : until;
                until = end > now && end < until ? end : until;
            }
        }

        return isOpen;
    }

    private DateTimeOffset InstantOf(DateTime local)
    {
        if (zone.IsInvalidTime(local))
        {
            // Before the change the old offset holds: the skipped minutes are those since the change.
            var before = local;
            while (zone.IsInvalidTime(before))
            {
                before = before.AddMinutes(-1);
            }

            return new DateTimeOffset(before, zone.GetUtcOffset(before)).AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    private static bool TryDays(string text, bool[] days)
    {
        Array.Clear(days);
        var ends = text.Split('-');
        var (first, last) = (Array.IndexOf(DayNames, ends[0]), Array.IndexOf(DayNames, ends[^1]));
        if (ends.Length > 2 || first < 0 || last < 0)
        {
            return false;
        }

        for (var day = first; ; day = (day + 1) % 7)
        {
            days[day] = true;
            if (day == last)
            {
                return true;
            }
        }
    }

    private static bool TryMinute(string text, int most, out int minute)
    {
        minute = 0;
        if (text.Length != 5 || text[2] != ':'
            || !int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || minutes > 59)
        {
            return false;
        }

        minute = (hours * 60) + minutes;
        return minute <= most;
    }
}
