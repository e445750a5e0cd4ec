using Proxima.Dns.Messages;
using Proxima.Dns.Records;

namespace Proxima.Tests.Dns.Messages;

public sealed class GoldenPacketTests
{
    public static TheoryData<string> Names => [.. GoldenPacket.All.Select(packet => packet.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Ends_as_its_file_says(string name)
    {
        var packet = GoldenPacket.All.Single(packet => packet.Name == name);
        Assert.Equal(packet.AsRequest, MessageReader.Read(packet.Octets, out _).ToString());
        var isWellFormed = Message.TryRead(packet.Octets, out _, out var problem);
        Assert.Equal(packet.AsMessage, isWellFormed ? "well formed" : "malformed");
        Assert.Equal(isWellFormed, problem.Length == 0);
    }

    [Fact]
    public void Hold_every_record_type()
    {
        var held = GoldenPacket.All.Where(packet => Message.TryRead(packet.Octets, out _, out _))
            .SelectMany(packet => { Message.TryRead(packet.Octets, out var message, out _); return message.Answers.Select(record => record.Type); })
            .ToHashSet();
        Assert.Empty(Enum.GetValues<RecordType>().Where(RecordCatalog.CanBeStored).Except(held));
    }

    [Fact]
    public void Read_write_read_is_a_fixed_point()
    {
        foreach (var packet in GoldenPacket.All)
        {
            FixedPoint.Assert(packet.Octets);
        }
    }

    [Fact]
    public void A_query_is_read_into_what_it_asks()
    {
        var packet = GoldenPacket.All.Single(packet => packet.Name == "query-all-options").Octets;
        Assert.Equal(ReadOutcome.Query, MessageReader.Read(packet, out var query));
        Assert.Equal(0x1234, query.Id);
        Assert.Equal(17, query.NameLength);
        Assert.Equal(RecordType.HTTPS, query.Type);
        Assert.Equal(RecordClass.IN, query.Class);
        Assert.True(query.HasEdns && query.WantsNsid && query.WantsPadding && query.WantsKeepalive && query.HasClientSubnet);
        Assert.False(query.DnssecOk || query.RecursionDesired || query.CheckingDisabled);
        Assert.Equal(1232, query.UdpPayloadSize);
        Assert.Equal("198.51.100.0/24/0", query.ClientSubnet.ToString());
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (byte)i), packet.AsSpan(query.CookieOffset, query.CookieLength).ToArray());
    }

    [Theory]
    [InlineData("query-edns-small", 512)]
    [InlineData("query-edns", 4096)]
    [InlineData("query-a", 512)]
    public void The_payload_size_is_at_least_512(string name, int expected)
    {
        MessageReader.Read(GoldenPacket.All.Single(packet => packet.Name == name).Octets, out var query);
        Assert.Equal(expected, query.UdpPayloadSize);
    }

    [Theory]
    [InlineData(126, true)]
    [InlineData(127, false)]
    public void A_name_may_go_through_127_pointers_and_no_more(int chain, bool isTaken)
    {
        // The first record's octets are a root name and a chain of pointers, each to the one before; the second's owner points at the last.
        const int rootAt = 23;
        byte[] chained = [0, .. Enumerable.Range(0, chain).SelectMany(i => Pointer(i == 0 ? rootAt : rootAt + (2 * i) - 1))];
        byte[] packet =
        [
            0, 1, 0x80, 0, 0, 0, 0, 2, 0, 0, 0, 0,
            0, 0xFF, 0, 0, 1, 0, 0, 0, 0, (byte)(chained.Length >> 8), (byte)chained.Length, .. chained,
            .. Pointer(rootAt + (2 * chain) - 1), 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 192, 0, 2, 1,
        ];
        Assert.Equal(isTaken, Message.TryRead(packet, out var message, out _));
        Assert.Equal(isTaken ? 2 : 0, message.Answers.Count);
    }

    private static byte[] Pointer(int target) => [(byte)(0xC0 | (target >> 8)), (byte)target];
}
