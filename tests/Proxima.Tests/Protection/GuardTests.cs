using System.Buffers.Binary;
using Proxima.Engine.Answering;
using Proxima.Engine.Latency;
using Proxima.Engine.Protection;
using Proxima.Engine.Reports;
using Proxima.Tests.Answering;
using Proxima.Tests.Listeners;
using Proxima.Tests.Snapshots;
using Proxima.Tests.Zones;

namespace Proxima.Tests.Protection;

/// <summary>What a client of a limited server sees, octet by octet.</summary>
public sealed class GuardTests
{
    private const int Limit = 3;
    private const int Refused = 5;
    private const int FormErr = 1;
    private static readonly byte[] ClientCookie = [1, 2, 3, 4, 5, 6, 7, 8];

    private readonly ManualTime time = new();
    private readonly TestHall hall;
    private readonly Guard guard;

    public GuardTests()
    {
        var limit = new RateLimit(new RateLimitSettings(Limit, RateLimitSettings.DefaultSlip, PrefixSet.Empty), 1, time);
        guard = new Guard(new CookieMint(new CookieSecrets(CookieSecret.CreateRandom()), time), limit);
        hall = new TestHall(TestSnapshot.Of(ZoneText.WithApex("example.org.", "www 60 A 192.0.2.1")), new ResponderOptions { Guard = guard });
    }

    [Fact]
    public void Over_the_limit_every_second_answer_is_cut_and_the_others_are_not_sent()
    {
        var query = RawQuery.Build(1);
        var answers = Enumerable.Range(0, Limit + 6).Select(_ => WordFor(hall.Ask(query))).ToList();
        Assert.Equal(["answer", "answer", "answer", "none", "cut", "none", "cut", "none", "cut"], answers);
        Assert.Equal((3, 3), (hall.Report.Total(Counter.RateDropped), hall.Report.Total(Counter.RateTruncated)));
        Assert.Equal((Limit + 6, Limit + 3), (hall.Report.Total(Counter.UdpQueries), hall.Report.Total(Counter.Answered)));

        time.Advance(TimeSpan.FromSeconds(1));
        guard.Look();
        Assert.Equal("answer", WordFor(hall.Ask(query)));
    }

    [Fact]
    public void A_cut_answer_is_the_question_and_no_more()
    {
        var query = RawQuery.Build(0x1234);
        Exhaust();
        hall.Ask(query);
        byte[] expected = [.. query];
        expected[2] = 0x82;
        Assert.Equal(expected, hall.Ask(query).ToArray());
    }

    [Fact]
    public void Over_TCP_everybody_is_answered()
    {
        Exhaust();
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal("answer", WordFor(hall.Ask(RawQuery.Build(1), Transport.Tcp))));
    }

    [Fact]
    public void Who_shows_the_cookie_it_was_given_is_answered_and_who_has_none_of_ours_is_limited()
    {
        var cookie = CookieIn(hall.Ask(WithCookie(ClientCookie)));
        Exhaust();
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal("answer", WordFor(hall.Ask(WithCookie(cookie)))));
        Assert.Equal(20, hall.Report.Total(Counter.CookieProven));
        Assert.Equal(["none", "cut"], [WordFor(hall.Ask(WithCookie(ClientCookie))), WordFor(hall.Ask(WithCookie(ClientCookie)))]);
        cookie[^1] ^= 1;
        Assert.Equal(["none", "cut"], [WordFor(hall.Ask(WithCookie(cookie))), WordFor(hall.Ask(WithCookie(cookie)))]);
        cookie[^1] ^= 1;
        Assert.Equal("none", WordFor(hall.Ask(WithCookie(cookie), from: Prefix.Parse("127.0.0.7"))));
    }

    [Fact]
    public void A_cut_answer_brings_the_cookie_that_gets_the_next_one_through()
    {
        Exhaust();
        hall.Ask(RawQuery.Build(1));
        var cut = hall.Ask(WithCookie(ClientCookie)).ToArray();
        Assert.Equal("cut", WordFor(cut));
        Assert.Equal("answer", WordFor(hall.Ask(WithCookie(CookieIn(cut)))));
    }

    [Fact]
    public void Errors_are_limited_like_answers()
    {
        Assert.All(Enumerable.Range(0, Limit), _ => Assert.Equal(Refused, RawQuery.RcodeOf(hall.Ask(RawQuery.Build(1, "example.com")))));
        Assert.Equal("none", WordFor(hall.Ask(RawQuery.Build(1, "example.com"))));
        Assert.Equal("cut", WordFor(hall.Ask(RawQuery.Build(1).AsSpan(..^1))));
        Assert.Equal("none", WordFor(hall.Ask(RawQuery.Build(1).AsSpan(..^1))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(15)]
    [InlineData(41)]
    public void A_cookie_of_an_impossible_length_is_FORMERR_without_a_cookie(int length)
    {
        var response = hall.Ask(WithCookie(new byte[length])).ToArray();
        Assert.Equal(FormErr, RawQuery.RcodeOf(response));
        Assert.Equal(0, BinaryPrimitives.ReadUInt16BigEndian(response.AsSpan(^2)));
    }

    /// <summary>RFC 7873 section 5.4.</summary>
    [Fact]
    public void A_cookie_can_be_fetched_without_a_question()
    {
        var query = WithCookie(ClientCookie);
        byte[] withoutQuestion = [.. query[..4], 0, 0, .. query[6..12], .. query[RawQuery.Build(1).Length..]];
        var response = hall.Ask(withoutQuestion).ToArray();
        Assert.Equal(0, RawQuery.RcodeOf(response));
        Assert.Equal("answer", WordFor(hall.Ask(WithCookie(CookieIn(response)))));
        Assert.Equal(1, hall.Report.Total(Counter.CookieProven));
    }

    // All that the network of TestHall.Sender may have.
    private void Exhaust()
    {
        while (hall.Report.Total(Counter.RateDropped) == 0)
        {
            hall.Ask(RawQuery.Build(1));
        }

        while ((hall.Report.Total(Counter.RateDropped) + hall.Report.Total(Counter.RateTruncated)) % RateLimitSettings.DefaultSlip != 0)
        {
            hall.Ask(RawQuery.Build(1));
        }
    }

    private static string WordFor(ReadOnlySpan<byte> response) => response.Length == 0 ? "none" : (response[2] & 2) != 0 ? "cut" : "answer";

    private static byte[] WithCookie(byte[] cookie)
    {
        var query = RawQuery.Build(1);
        query[11] = 1;
        return [.. query, 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, (byte)(4 + cookie.Length), 0, 10, 0, (byte)cookie.Length, .. cookie];
    }

    // The only option of the last record.
    private static byte[] CookieIn(ReadOnlySpan<byte> response)
    {
        Assert.Equal(new byte[] { 0, 28, 0, 10, 0, 24 }, response[^30..^24].ToArray());
        Assert.Equal(ClientCookie, response[^24..^16].ToArray());
        return response[^24..].ToArray();
    }
}
