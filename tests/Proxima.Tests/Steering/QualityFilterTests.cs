using Proxima.Engine.Latency;
using Proxima.Engine.Steering;

namespace Proxima.Tests.Steering;

public sealed class QualityFilterTests
{
    private const string Client = "203.0.113.0/24";

    /// <summary>R and MOS as ITU-T G.107 Annex B and G.109 print them side by side, to two digits (4.03 for what the formula makes 4.024).</summary>
    [Theory]
    [InlineData(93.2, 4.41)]
    [InlineData(90, 4.34)]
    [InlineData(80, 4.03)]
    [InlineData(70, 3.60)]
    [InlineData(60, 3.10)]
    [InlineData(50, 2.58)]
    [InlineData(0, 1)]
    [InlineData(100, 4.5)]
    public void The_score_of_a_rating_is_that_of_the_published_table(double rating, double score) => Assert.Equal(score, VoiceQuality.ScoreOf(rating), 0.0061);

    /// <summary>Ie of G.711 with loss concealment at random loss, as ITU-T G.113 tabulates it; the formula of G.107 goes through these within 3 points.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 5)]
    [InlineData(2, 7)]
    [InlineData(3, 10)]
    [InlineData(5, 15)]
    [InlineData(7, 20)]
    [InlineData(10, 25)]
    [InlineData(15, 35)]
    [InlineData(20, 45)]
    public void What_loss_costs_is_near_the_published_table(int percent, double impairment) => Assert.InRange(VoiceQuality.LossImpairment(percent / 100.0), impairment - 3, impairment + 3);

    [Fact]
    public void Delay_costs_nothing_up_to_100_ms_one_way_and_more_and_more_beyond()
    {
        Assert.Equal(VoiceQuality.BestR, VoiceQuality.RatingOf(150, 0, 0), 6);
        Assert.True(VoiceQuality.DelayImpairment(150) < VoiceQuality.DelayImpairment(250) / 3);
        Assert.True(VoiceQuality.RatingOf(100, 0, 60) < VoiceQuality.RatingOf(100, 0, 5));
    }

    [Fact]
    public void Who_loses_too_much_goes_first_and_then_who_sounds_worse()
    {
        using var bed = Bed(("ams", 10, 5, 0), ("fra", 40, 0, 2), ("nyc", 120, 0, 3), ("sin", 400, 0, 5));
        Assert.Equal(["fra", "nyc"], bed.Answer(Client));
        Assert.Equal(("quality", "loses 5.0 % of the packets, at most 2 % are allowed"), bed.WhyNot("ams", Client));
        Assert.Equal("quality", bed.WhyNot("sin", Client).Filter);
        Assert.Matches("^sounds worse: R about [0-9]+ \\(MOS [0-9.]+\\), the best has 93 \\(MOS 4.4\\)$", bed.WhyNot("sin", Client).Reason);
        Assert.Equal(("quality", "has no known latency, others have"), bed.WhyNot("gru", Client));
    }

    [Fact]
    public void Where_all_lose_too_much_the_best_sounding_stays()
    {
        using var bed = Bed(("ams", 10, 20, 0), ("fra", 40, 5, 2));
        Assert.Equal(["fra"], bed.Answer(Client));
    }

    [Fact]
    public void Where_nothing_is_known_all_stay()
    {
        using var bed = Bed();
        Assert.Equal(Given.Sites, bed.Answer(Client));
    }

    private static SteeringBed Bed(params (string Site, double RttMs, double LossPercent, double JitterMs)[] paths)
    {
        var builder = new LatencyMapBuilder(Given.Sites.Length, Tolerance.Default, TimeSpan.Zero);
        var bySite = Enumerable.Repeat(SiteEstimate.Unknown, Given.Sites.Length).ToArray();
        foreach (var path in paths)
        {
            bySite[Array.IndexOf(Given.Sites, path.Site)] = SiteEstimate.Given(Rtt.FromMilliseconds(path.RttMs)) with { Loss = (float)(path.LossPercent / 100), Jitter = Rtt.FromMilliseconds(path.JitterMs) };
        }

        if (paths.Length > 0)
        {
            builder.Add(Prefix.Parse(Client), bySite);
        }

        return new SteeringBed(Given.Model(Given.Filter("quality")), builder.Build(DateTimeOffset.UnixEpoch));
    }
}
