using Proxima.Control.Publishing;
using Proxima.Control.Shares;
using Proxima.Control.Storage;
using Proxima.Engine.Health;
using Proxima.Engine.Steering;
using Proxima.Measurement.Monitors;
using Proxima.Measurement.Uplink;
using Proxima.Tests.Steering;

namespace Proxima.Tests.Control.Shares;

public sealed class QuotaBookTests
{
    private readonly ManualTime time = new();
    private readonly HealthTable table = new(64);
    private readonly SteeringModel model;

    public QuotaBookTests()
    {
        model = Given.Model(Given.Filter("quota"));
        model = model with { Sites = [.. model.Sites.Select(site => site.Name == "ams" ? site with { Quota = new SiteQuota(1000, CountedTraffic.Out) } : site)] };
    }

    [Fact]
    public void What_interfaces_transfer_after_the_first_look_adds_up_and_reaches_the_health_words_of_the_site()
    {
        var book = Book();
        Note(book, "b1", 5_000, 7_000);
        Assert.Equal(0, book.UsedOf("ams"));
        Note(book, "b1", 5_100, 7_300);
        Note(book, "b1", 5_100, 7_300);
        Note(book, "b1", 5_200, 7_850);
        book.Step();
        Assert.Equal(0.85, book.UsedOf("ams"));
        Assert.Equal((0.85, 0.85, 0.0), (table.WordOf(0).Used, table.WordOf(6).Used, table.WordOf(1).Used));
    }

    [Theory]
    [InlineData("b2", 40, 60, 360)]
    [InlineData("b1", 5_000, 60, 360)]
    [InlineData("b2", 9_000, 9_000, 9_300)]
    public void A_machine_started_anew_counts_from_zero(string boot, long received, long sent, long expected)
    {
        var book = Book();
        Note(book, "b1", 5_000, 7_000);
        Note(book, "b1", 5_000, 7_300);
        Note(book, boot, received, sent);
        Assert.Equal(expected / 1000.0, book.UsedOf("ams"));
    }

    [Fact]
    public void A_new_month_begins_with_nothing_used_even_before_the_next_report()
    {
        time.Advance(DateTimeOffset.Parse("2026-11-30T23:59:00Z") - time.GetUtcNow());
        var book = Book();
        Note(book, "b1", 0, 0);
        Note(book, "b1", 0, 900);
        Assert.Equal(0.9, book.UsedOf("ams"));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, book.UsedOf("ams"));
        Note(book, "b1", 0, 950);
        Assert.Equal(0.05, book.UsedOf("ams"));
    }

    [Fact]
    public void The_direction_that_the_provider_counts_is_counted()
    {
        foreach (var (counted, expected) in new[] { (CountedTraffic.Both, 0.5), (CountedTraffic.Out, 0.3), (CountedTraffic.In, 0.2), (CountedTraffic.Larger, 0.3) })
        {
            var book = Book(model with { Sites = [.. model.Sites.Select(site => site with { Quota = new SiteQuota(1000, counted) })] });
            Note(book, "b1", 0, 0);
            Note(book, "b1", 200, 300);
            Assert.Equal(expected, book.UsedOf("ams"));
        }
    }

    private QuotaBook Book(SteeringModel? taken = null)
    {
        var keys = (taken ?? model).Pools[0].Endpoints.Select((endpoint, slot) => (new EndpointKey("web", endpoint.Name), slot)).ToDictionary();
        var book = new QuotaBook([], new SlotBook(keys), new HealthSlots(table, time), time);
        book.Take(taken ?? model);
        return book;
    }

    private static void Note(QuotaBook book, string boot, long received, long sent) =>
        Assert.True(book.TryNote(new CountersReport("ams", "host", boot, [new InterfaceCounters("eth0", received, sent)])));
}
