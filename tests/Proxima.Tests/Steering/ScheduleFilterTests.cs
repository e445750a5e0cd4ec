using Proxima.Engine.Steering;
using Proxima.Tests.Answering;

namespace Proxima.Tests.Steering;

public sealed class ScheduleFilterTests
{
    private static readonly FilterSettings Office = Given.Filter("schedule", ("zone", "Europe/Berlin"), ("windows", "mon-fri 08:00-18:00"), ("only", "fra,ams"));

    [Theory]
    [InlineData("2026-11-23T06:59:59Z", false)]
    [InlineData("2026-11-23T07:00:00Z", true)]
    [InlineData("2026-11-23T16:59:59Z", true)]
    [InlineData("2026-11-23T17:00:00Z", false)]
    [InlineData("2026-07-20T06:00:00Z", true)]
    [InlineData("2026-11-28T12:00:00Z", false)]
    public void Only_prefers_its_sites_in_the_window_and_does_nothing_outside_it(string instant, bool isOpen)
    {
        using var bed = new SteeringBed(Given.Model(Office), Given.Map(6), at: DateTimeOffset.Parse(instant));
        Assert.Equal(isOpen ? ["ams", "fra"] : Given.Sites, bed.Answer("203.0.113.0/24"));
    }

    [Fact]
    public void Without_avoids_its_sites_unless_nobody_else_is_left()
    {
        var nights = Given.Filter("schedule", ("windows", "22:00-04:00"), ("without", "nyc"));
        using var bed = new SteeringBed(Given.Model(Given.Filter("healthy"), nights), Given.Map(6), at: DateTimeOffset.Parse("2026-11-23T23:00:00Z"));
        Assert.Equal(("schedule", "its site is avoided at this time"), bed.WhyNot("nyc", "203.0.113.0/24"));
        foreach (var site in Given.Sites.Where(site => site != "nyc"))
        {
            bed.Set(site, Engine.Health.EndpointStatus.Down);
        }

        Assert.Equal(["nyc"], bed.Answer("203.0.113.0/24"));
    }

    [Fact]
    public void The_next_change_is_the_next_boundary_of_any_policy()
    {
        var model = Given.Model(Office, Given.Filter("schedule", ("windows", "sat-sun 10:00-11:00"), ("without", "nyc")));
        Assert.Equal(DateTimeOffset.Parse("2026-11-27T17:00:00Z"), FilterCatalog.NextChange(model, DateTimeOffset.Parse("2026-11-27T16:00:00Z")));
        Assert.Equal(DateTimeOffset.Parse("2026-11-28T10:00:00Z"), FilterCatalog.NextChange(model, DateTimeOffset.Parse("2026-11-27T17:00:00Z")));
        Assert.Null(FilterCatalog.NextChange(Given.Model(Given.Filter("nearest")), DateTimeOffset.UnixEpoch));
    }

    // 2026-03-29 01:00 UTC the clocks of Berlin go from 02:00 to 03:00, 2026-10-25 01:00 UTC from 03:00 to 02:00.
    [Theory]
    [InlineData("2026-03-29T00:59:00Z", "02:30-04:00", false, "2026-03-29T01:00:00Z")]
    [InlineData("2026-03-29T01:00:00Z", "02:30-04:00", true, "2026-03-29T02:00:00Z")]
    [InlineData("2026-10-25T00:29:00Z", "02:30-04:00", false, "2026-10-25T00:30:00Z")]
    [InlineData("2026-10-25T01:10:00Z", "02:30-04:00", true, "2026-10-25T03:00:00Z")]
    public void A_start_that_the_clocks_skip_is_the_change_and_of_one_that_comes_twice_the_first_counts(string instant, string window, bool isOpen, string until)
    {
        var windows = new TimeWindows(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        Assert.True(windows.TryAdd(window));
        Assert.Equal(isOpen, windows.IsOpenAt(DateTimeOffset.Parse(instant), out var next));
        Assert.Equal(DateTimeOffset.Parse(until), next);
    }

    /// <summary>The oracle is date(1), which knows the zones by itself.</summary>
    [Theory]
    [InlineData("America/New_York")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Australia/Lord_Howe")]
    public async Task Windows_agree_with_the_local_time_that_date_prints(string zone)
    {
        var windows = new TimeWindows(TimeZoneInfo.FindSystemTimeZoneById(zone));
        Assert.True(windows.TryAdd("mon-thu 07:15-19:45") && windows.TryAdd("sat 22:00-05:30"));
        var instants = Enumerable.Range(0, 400).Select(i => DateTimeOffset.Parse("2026-01-01T00:00:00Z").AddMinutes(i * 1297)).ToList();
        var arguments = Path.GetTempFileName();
        await File.WriteAllLinesAsync(arguments, instants.Select(instant => $"@{instant.ToUnixTimeSeconds()}"));
        var lines = (await Oracles.RunAsync("env", "LC_ALL=C", $"TZ={zone}", "date", "-f", arguments, "+%u %H:%M")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        File.Delete(arguments);
        Assert.Equal(400, lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            var (day, minute) = (lines[i][0] - '0', TimeSpan.Parse(lines[i][2..]));
            var expected = (day <= 4 && minute >= new TimeSpan(7, 15, 0) && minute < new TimeSpan(19, 45, 0))
                || (day == 6 && minute >= new TimeSpan(22, 0, 0)) || (day == 7 && minute < new TimeSpan(5, 30, 0));
            Assert.True(expected == windows.IsOpenAt(instants[i], out var until), $"{zone} {instants[i]:u} is local {lines[i]}");
            Assert.Equal(windows.IsOpenAt(instants[i], out _), windows.IsOpenAt(until.AddSeconds(-1), out _));
        }
    }

    [Theory]
    [InlineData("08:00")]
    [InlineData("8:00-18:00")]
    [InlineData("mo-fr 08:00-18:00")]
    [InlineData("mon-fri 08:00-08:00")]
    [InlineData("mon 24:00-08:00")]
    [InlineData("mon 08:00-24:01")]
    [InlineData("mon 08:00-18:00 UTC")]
    public void What_is_no_window_is_refused(string text) => Assert.False(new TimeWindows(TimeZoneInfo.Utc).TryAdd(text));
}
