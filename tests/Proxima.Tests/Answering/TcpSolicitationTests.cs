using Proxima.Engine.Answering;
using Proxima.Engine.Latency;

namespace Proxima.Tests.Answering;

public sealed class TcpSolicitationTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void No_more_are_asked_in_a_minute_than_were_allowed()
    {
        var solicitation = new TcpSolicitation(5, time);
        Assert.Equal(5, Enumerable.Range(0, 1000).Count(number => solicitation.TryTake(Sender(number))));
        time.Advance(TimeSpan.FromSeconds(59));
        solicitation.Look();
        Assert.False(solicitation.TryTake(Sender(1001)));
        time.Advance(TimeSpan.FromSeconds(1));
        solicitation.Look();
        Assert.True(solicitation.TryTake(Sender(1001)));
    }

    [Fact]
    public void A_network_is_asked_once_and_left_alone_for_an_hour_whichever_of_its_addresses_asks()
    {
        var solicitation = new TcpSolicitation(600, time);
        var times = new List<int>();
        for (var minute = 0; minute < 3 * TcpSolicitation.RestMinutes; minute++)
        {
            if (solicitation.TryTake(Prefix.Parse($"192.0.2.{minute}")))
            {
                times.Add(minute);
            }

            time.Advance(TimeSpan.FromMinutes(1));
            solicitation.Look();
        }

        Assert.Equal([0, 60, 120], times);
    }

    [Fact]
    public void Networks_of_both_families_are_asked_each_for_itself()
    {
        var solicitation = new TcpSolicitation(600, time);
        Assert.True(solicitation.TryTake(Prefix.Parse("192.0.2.1")));
        Assert.True(solicitation.TryTake(Prefix.Parse("2001:db8::1")));
        Assert.True(solicitation.TryTake(Prefix.Parse("2001:db8:1::1")));
        Assert.False(solicitation.TryTake(Prefix.Parse("2001:db8:1:2::1")));
    }

    [Fact]
    public void Minutes_in_which_nobody_asked_save_up_nothing()
    {
        var solicitation = new TcpSolicitation(3, time);
        time.Advance(TimeSpan.FromHours(5));
        solicitation.Look();
        Assert.Equal(3, Enumerable.Range(0, 100).Count(number => solicitation.TryTake(Sender(number))));
    }

    [Fact]
    public void The_limit_has_a_name() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TcpSolicitation(TcpSolicitation.MostPerMinute + 1, time));

    private static Prefix Sender(int number) => Prefix.Parse($"8.{number >> 8}.{number & 255}.7");
}
