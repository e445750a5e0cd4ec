using System.Buffers.Binary;
using System.Net;
using Proxima.Engine.Listeners.Xdp;

namespace Proxima.Tests.Listeners.Xdp;

/// <summary>Frames written out by hand after the RFCs; checksums by adding word for word, as RFC 1071 section 1 says it.</summary>
public sealed class UdpFrameTests
{
    private static readonly byte[] Message = [1, 2, 3, 4, 5];

    [Theory]
    [InlineData(false, 0, 1)]
    [InlineData(false, 1, 64)]
    [InlineData(false, 2, 1232)]
    [InlineData(true, 0, 1)]
    [InlineData(true, 1, 65)]
    [InlineData(true, 2, 1232)]
    public void An_answer_goes_back_the_way_the_question_came_with_right_checksums(bool isIPv6, int tags, int length)
    {
        var request = Frame(isIPv6, tags);
        Assert.True(UdpFrame.TryRead(request, out var read));
        Assert.Equal(Message, read.Message);
        Assert.Equal(isIPv6 ? "2001:db8::9/128" : "192.0.2.9/32", read.Sender.ToString());

        var reply = new byte[XdpSocket.FrameLength];
        new Random(length).NextBytes(reply.AsSpan(read.HeadersLength, length));
        var sent = reply[..read.WriteReply(reply, length, 77)];

        var network = 14 + (4 * tags);
        Assert.Equal(network + (isIPv6 ? 48 : 28) + length, sent.Length);
        Assert.Equal(request[6..12], sent[..6]);
        Assert.Equal(request[..6], sent[6..12]);
        Assert.Equal(request[12..network], sent[12..network]);
        var (addresses, size) = isIPv6 ? (network + 8, 16) : (network + 12, 4);
        Assert.Equal(request.AsSpan(addresses + size, size).ToArray(), sent.AsSpan(addresses, size).ToArray());
        Assert.Equal(request.AsSpan(addresses, size).ToArray(), sent.AsSpan(addresses + size, size).ToArray());
        var transport = addresses + (2 * size);
        Assert.Equal((53, 4000), (Word(sent, transport), Word(sent, transport + 2)));
        Assert.Equal(8 + length, Word(sent, transport + 4));
        Assert.NotEqual(0, Word(sent, transport + 6));
        Assert.Equal(0xFFFF, Sum([.. sent[addresses..transport], 0, 17, .. sent[(transport + 4)..(transport + 6)], .. sent[transport..]]));
        Assert.Equal(isIPv6 ? 8 + length : 28 + length, Word(sent, network + (isIPv6 ? 4 : 2)));
        Assert.True(isIPv6 || Sum(sent[network..transport]) == 0xFFFF);
        Assert.Equal(17, sent[network + (isIPv6 ? 6 : 9)]);
    }

    [Fact]
    public void A_sum_of_zero_is_sent_as_all_ones()
    {
        // RFC 768: an all zero checksum would say that there is none.
        Assert.True(UdpFrame.TryRead(Frame(isIPv6: true, 0), out var read));
        var reply = new byte[XdpSocket.FrameLength];
        read.WriteReply(reply, 2, 0);
        var sum = Word(reply, 60);

        // The message that takes the sum to zero is the checksum itself.
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(62), sum);
        read.WriteReply(reply, 2, 0);
        Assert.Equal(0xFFFF, Word(reply, 60));
    }

    [Fact]
    public void What_contradicts_itself_or_has_nobody_to_answer_is_refused()
    {
        var sound = Frame(isIPv6: false, 0);
        for (var length = 0; length < sound.Length; length++)
        {
            Assert.False(UdpFrame.TryRead(sound.AsSpan(0, length), out _), $"{length} octets");
        }

        AssertRefused("a group asks", frame => frame[6] |= 1);
        AssertRefused("UDP longer than IP", frame => frame[39]++);
        AssertRefused("UDP shorter than its header", frame => frame[39] = 7);
        AssertRefused("IP longer than the frame", frame => frame[17]++);
        AssertRefused("from port 0", frame => frame[34] = frame[35] = 0);
        foreach (byte first in (byte[])[0, 127, 224, 255])
        {
            AssertRefused($"from {first}.0.2.9", frame => frame[26] = first);
        }
    }

    [Fact]
    public void What_is_padded_to_the_least_length_of_Ethernet_is_read_without_the_padding()
    {
        Assert.True(UdpFrame.TryRead([.. Frame(isIPv6: false, 0), 0, 0, 0, 0, 0, 0, 0], out var read));
        Assert.Equal(Message, read.Message);
    }

    [Fact]
    public void Whatever_octets_come_nothing_is_read_outside_of_them()
    {
        var random = new Random(1);
        for (var i = 0; i < 200_000; i++)
        {
            var frame = Frame(random.Next(2) == 0, random.Next(4));
            for (var j = random.Next(6); j >= 0; j--)
            {
                frame[random.Next(frame.Length)] = (byte)random.Next(256);
            }

            if (UdpFrame.TryRead(frame.AsSpan(0, random.Next(frame.Length + 1)), out var read))
            {
                Assert.InRange(read.Message.Length, 0, frame.Length);
                Assert.InRange(read.WriteReply(new byte[XdpSocket.FrameLength], 100, 0), 100, 200);
            }
        }
    }

    private static void AssertRefused(string what, Action<byte[]> change)
    {
        var frame = Frame(isIPv6: false, 0);
        change(frame);
        Assert.False(UdpFrame.TryRead(frame, out _), what);
    }

    private static byte[] Frame(bool isIPv6, int tags)
    {
        List<byte> frame = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];
        for (var tag = 0; tag < tags; tag++)
        {
            frame.AddRange(tag == 0 && tags > 1 ? [0x88, 0xA8, 0, 5] : [0x81, 0, 0, 7]);
        }

        frame.AddRange(isIPv6
            ? [0x86, 0xDD, 0x60, 0, 0, 0, 0, (byte)(8 + Message.Length), 17, 64, .. IPAddress.Parse("2001:db8::9").GetAddressBytes(), .. IPAddress.Parse("2001:db8::1").GetAddressBytes()]
            : [8, 0, 0x45, 0, 0, (byte)(28 + Message.Length), 0, 1, 0, 0, 64, 17, 0, 0, 192, 0, 2, 9, 192, 0, 2, 1]);
        return [.. frame, 4000 >> 8, 4000 & 0xFF, 0, 53, 0, (byte)(8 + Message.Length), 0, 0, .. Message];
    }

    private static ushort Word(byte[] octets, int at) => BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(at));

    private static int Sum(byte[] octets)
    {
        byte[] even = octets.Length % 2 == 0 ? octets : [.. octets, 0];
        var sum = 0;
        for (var i = 0; i < even.Length; i += 2)
        {
            sum += Word(even, i);
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return sum;
    }
}
