using System.Net;
using Proxima.Measurement.Probes;

namespace Proxima.Tests.Measurement;

public sealed class EchoTests
{
    [Fact]
    public void The_checksum_is_that_of_the_example_in_RFC_1071_section_3()
    {
        // Octets 00 01 f2 03 f4 f5 f6 f7 sum to ddf2.
        Assert.Equal(0xFFFF - 0xddf2, EchoMessage.Checksum([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]));
    }

    [Fact]
    public void A_request_with_its_checksum_in_place_sums_to_zero()
    {
        var packet = new byte[EchoMessage.Length];
        EchoMessage.WriteRequest(packet, isIPv6: false, 0x1234, 7, 0xDEADBEEF_01234567);
        Assert.Equal(0, EchoMessage.Checksum(packet));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void A_reply_gives_back_sequence_and_cookie(bool isIPv6, bool hasIPHeader)
    {
        Assert.True(EchoMessage.TryReadReply(Reply(isIPv6, hasIPHeader), isIPv6, hasIPHeader, out var sequence, out var cookie));
        Assert.Equal(7, sequence);
        Assert.Equal(42ul, cookie);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void A_reply_cut_off_anywhere_is_none(bool isIPv6, bool hasIPHeader)
    {
        var reply = Reply(isIPv6, hasIPHeader);
        for (var length = 0; length < reply.Length; length++)
        {
            Assert.False(EchoMessage.TryReadReply(reply.AsSpan(0, length), isIPv6, hasIPHeader, out _, out _));
        }
    }

    [Fact]
    public void Our_own_request_seen_on_the_loopback_is_no_reply()
    {
        var packet = new byte[EchoMessage.Length];
        EchoMessage.WriteRequest(packet, isIPv6: false, 1, 7, 42);
        Assert.False(EchoMessage.TryReadReply(packet, isIPv6: false, hasIPHeader: false, out _, out _));
    }

    [Fact]
    public void A_reply_with_another_cookie_sequence_or_sender_answers_nobody()
    {
        var waiters = new EchoWaiters();
        var waiter = waiters.Add(IPAddress.Loopback, out var sequence)!;
        Assert.Null(waiters.Match(sequence, waiter.Cookie ^ 1, IPAddress.Loopback));
        Assert.Null(waiters.Match((ushort)(sequence + 1), waiter.Cookie, IPAddress.Loopback));
        Assert.Null(waiters.Match(sequence, waiter.Cookie, IPAddress.Parse("127.0.0.2")));
        Assert.Same(waiter, waiters.Match(sequence, waiter.Cookie, IPAddress.Loopback));
        waiters.Remove(sequence);
        Assert.Null(waiters.Match(sequence, waiter.Cookie, IPAddress.Loopback));
    }

    [Fact]
    public void Requests_in_flight_are_bounded_and_never_share_a_sequence_number()
    {
        var waiters = new EchoWaiters();
        var sequences = new HashSet<ushort>();
        for (var i = 0; i < EchoWaiters.MaxInFlight; i++)
        {
            Assert.NotNull(waiters.Add(IPAddress.Loopback, out var sequence));
            Assert.True(sequences.Add(sequence));
        }

        Assert.Null(waiters.Add(IPAddress.Loopback, out _));
    }

    private static byte[] Reply(bool isIPv6, bool hasIPHeader)
    {
        var packet = new byte[EchoMessage.Length];
        EchoMessage.WriteRequest(packet, isIPv6, 1, 7, 42);
        packet[0] = (byte)(isIPv6 ? 129 : 0);

        // An IP header of 24 octets: version 4, length 6 words.
        return hasIPHeader ? [0x46, .. new byte[23], .. packet] : packet;
    }
}
