using System.Text;
using Proxima.Dns.Records;
using Proxima.Measurement.Probes;

namespace Proxima.Tests.Measurement;

/// <summary>Whoever is probed can read in the packet who does it.</summary>
public sealed class ContactTests
{
    private const string Contact = "https://example.org/probes";

    [Theory]
    [InlineData(null)]
    [InlineData("x")]
    [InlineData(Contact)]
    public void An_echo_request_ends_with_the_contact_and_its_reply_is_known_whatever_the_length(string? contact)
    {
        var packet = new byte[EchoMessage.LengthOf(contact)];
        EchoMessage.WriteRequest(packet, isIPv6: false, 7, 8, cookie: 99, contact);
        Assert.Equal(contact ?? string.Empty, Encoding.ASCII.GetString(packet.AsSpan(EchoMessage.Length)).TrimEnd('\0'));

        // RFC 1071: the sum over a packet with its checksum is all ones, so its complement is zero.
        Assert.Equal(0, EchoMessage.Checksum(packet));
        packet[0] = 0;
        Assert.True(EchoMessage.TryReadReply(packet, isIPv6: false, hasIPHeader: false, out var sequence, out var cookie));
        Assert.Equal((8, 99UL), (sequence, cookie));
    }

    [Fact]
    public void A_dns_probe_names_the_contact_in_an_option_for_local_use_and_has_no_edns_without_one()
    {
        var packet = new byte[DnsQueryMessage.MaxLength];
        var bare = DnsQueryMessage.Write(packet, 1, null, RecordType.NS);
        Assert.Equal(17, bare);
        Assert.Equal(0, packet[11]);

        var length = DnsQueryMessage.Write(packet, 1, null, RecordType.NS, Contact);
        Assert.Equal(1, packet[11]);
        Assert.Equal([0, 0, 41], packet[bare..(bare + 3)]);
        Assert.Equal([0, (byte)(4 + Contact.Length), 0xFD, 0xE9, 0, (byte)Contact.Length], packet[(bare + 9)..(bare + 15)]);
        Assert.Equal(Contact, Encoding.ASCII.GetString(packet[(bare + 15)..length]));
    }

    [Fact]
    public void The_longest_contact_fits_beside_the_longest_name()
    {
        var packet = new byte[DnsQueryMessage.MaxLength];
        var name = Proxima.Dns.Names.DomainName.Parse($"{new string('a', 63)}.{new string('b', 63)}.{new string('c', 63)}.{new string('d', 61)}.");
        Assert.Equal(DnsQueryMessage.MaxLength, DnsQueryMessage.Write(packet, 1, name, RecordType.NS, new string('x', ProbeTarget.MaxContactLength)));
    }
}
