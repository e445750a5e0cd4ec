using System.Text;
using Proxima.Dns.Edns;
using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records;

namespace Proxima.Tests.Dns.Messages;

public sealed class MessageWriterTests
{
    private static readonly DomainName Name = DomainName.Parse("wWw.eXample.org.");
    private static readonly byte[] Address = [192, 0, 2, 1];

    [Fact]
    public void Id_opcode_RD_and_CD_come_back_and_QR_is_set()
    {
        var query = new Query { Id = 0xABCD, Opcode = 5, RecursionDesired = true, CheckingDisabled = true };
        var buffer = new byte[512];
        var writer = new MessageWriter(buffer, 512, new NameCompression());
        writer.WriteHeader(query, Rcode.NotImp, authoritative: false);
        Assert.True(Message.TryRead(buffer.AsSpan(0, writer.Length), out var message, out var problem), problem);
        Assert.Equal(0xABCD, message.Id);
        Assert.True(message.Flags.IsResponse && message.Flags.RecursionDesired && message.Flags.CheckingDisabled);
        Assert.False(message.Flags.IsAuthoritative || message.Flags.IsTruncated || message.Flags.RecursionAvailable || message.Flags.IsAuthenticated);
        Assert.Equal(5, message.Flags.Opcode);
        Assert.Equal(Rcode.NotImp, message.Rcode);
    }

    [Fact]
    public void Rcode_truncation_and_authority_can_be_set()
    {
        var buffer = new byte[512];
        var writer = Begin(buffer, 512);
        writer.SetTruncated();
        writer.SetRcode(Rcode.NXDomain);
        Assert.True(Message.TryRead(buffer.AsSpan(0, writer.Length), out var message, out _));
        Assert.True(message.Flags.IsTruncated && message.Flags.IsAuthoritative);
        Assert.Equal(Rcode.NXDomain, message.Rcode);
    }

    [Fact]
    public void A_record_that_does_not_fit_leaves_no_trace_at_any_limit()
    {
        var soa = Rdata(RecordType.SOA, "ns.example.org. hostmaster.example.net. 1 2 3 4 5");
        var whole = new byte[512];
        var unlimited = Begin(whole, 512);
        var before = unlimited.Length;
        Assert.True(unlimited.WriteRecord(Section.Authority, Name.Parent.Wire, RecordType.SOA, RecordClass.IN, 300, soa));
        for (var limit = before; limit < unlimited.Length; limit++)
        {
            var buffer = new byte[512];
            var compression = new NameCompression();
            var writer = Begin(buffer, limit, compression);
            var mark = writer.Mark();
            Assert.False(writer.WriteRecord(Section.Authority, Name.Parent.Wire, RecordType.SOA, RecordClass.IN, 300, soa));
            Assert.Equal(mark, writer.Mark());
            Assert.All(buffer[limit..], octet => Assert.Equal(0, octet));
            Assert.True(Message.TryRead(buffer.AsSpan(0, writer.Length), out var message, out var problem), problem);
            Assert.Empty(message.Authorities);
        }
    }

    [Fact]
    public void The_record_that_just_fits_is_written()
    {
        var buffer = new byte[512];
        var writer = Begin(buffer, 33 + 2 + 10 + 4);
        Assert.True(writer.WriteRecord(Section.Answer, Name.Wire, RecordType.A, RecordClass.IN, 30, Address));
        Assert.False(writer.WriteRecord(Section.Answer, Name.Wire, RecordType.A, RecordClass.IN, 30, Address));
        Assert.Equal(33 + 2 + 10 + 4, writer.Length);
    }

    [Fact]
    public void What_is_reserved_is_left_for_OPT()
    {
        var buffer = new byte[512];
        var writer = Begin(buffer, 33 + 16 + MessageWriter.OptLength);
        writer.Reserved = MessageWriter.OptLength;
        Assert.True(writer.WriteRecord(Section.Answer, Name.Wire, RecordType.A, RecordClass.IN, 30, Address));
        Assert.False(writer.WriteRecord(Section.Answer, Name.Wire, RecordType.A, RecordClass.IN, 30, Address));
        Assert.True(writer.BeginOpt(1232, false, Rcode.BadVers));
        Assert.False(writer.WriteOption((ushort)OptionCode.Nsid, []));
        writer.EndOpt();
        Assert.True(Message.TryRead(buffer.AsSpan(0, writer.Length), out var message, out var problem), problem);
        Assert.Equal(Rcode.BadVers, message.Rcode);
    }

    [Fact]
    public void An_option_outside_of_OPT_is_refused()
    {
        var writer = Begin(new byte[512], 512);
        Assert.False(writer.WriteOption((ushort)OptionCode.Nsid, []));
    }

    [Fact]
    public void Rollback_restores_counts_and_compression()
    {
        var buffer = new byte[512];
        var writer = Begin(buffer, 512);
        Assert.True(writer.WriteRecord(Section.Answer, Name.Wire, RecordType.A, RecordClass.IN, 30, Address));
        var mark = writer.Mark();
        var other = DomainName.Parse("ns.example.net.");
        Assert.True(writer.WriteRecord(Section.Authority, other.Wire, RecordType.A, RecordClass.IN, 30, Address));
        Assert.True(writer.WriteRecord(Section.Additional, other.Wire, RecordType.A, RecordClass.IN, 30, Address));
        writer.Rollback(mark);
        Assert.Equal(mark, writer.Mark());

        // Overwritten by another name: a pointer to where ns.example.net stood would now lead astray.
        Assert.True(writer.WriteRecord(Section.Authority, DomainName.Parse("zz.example.com.").Wire, RecordType.A, RecordClass.IN, 30, Address));
        Assert.True(writer.WriteRecord(Section.Authority, other.Wire, RecordType.A, RecordClass.IN, 30, Address));
        Assert.True(Message.TryRead(buffer.AsSpan(0, writer.Length), out var message, out var problem), problem);
        Assert.Equal(["zz.example.com.", "ns.example.net."], message.Authorities.Select(record => record.Owner.ToString()));
        Assert.Single(message.Answers);
        Assert.Empty(message.Additionals);
    }

    [Fact]
    public void Every_name_keeps_the_case_it_was_given_in()
    {
        string[] owners = ["wWw.eXample.org.", "www.example.org.", "WWW.example.org.", "a.eXample.org.", "wWw.eXample.org."];
        var buffer = new byte[512];
        var writer = Begin(buffer, 512);
        foreach (var owner in owners)
        {
            Assert.True(writer.WriteRecord(Section.Answer, DomainName.Parse(owner).Wire, RecordType.A, RecordClass.IN, 30, Address));
        }

        Assert.True(Message.TryRead(buffer.AsSpan(0, writer.Length), out var message, out var problem), problem);
        Assert.Equal("wWw.eXample.org.", message.Questions[0].Name.ToString());
        Assert.Equal(owners, message.Answers.Select(record => record.Owner.ToString()));

        // The client's own case is a pointer to the question.
        Assert.Equal(0xC0, buffer[33]);
        Assert.Equal(12, buffer[34]);
    }

    [Theory]
    [InlineData("NS", "ns.eXample.org.", true)]
    [InlineData("CNAME", "ns.eXample.org.", true)]
    [InlineData("PTR", "ns.eXample.org.", true)]
    [InlineData("MX", "10 ns.eXample.org.", true)]
    [InlineData("SOA", "ns.eXample.org. h.eXample.org. 1 2 3 4 5", true)]
    [InlineData("SRV", "1 2 3 ns.eXample.org.", false)]
    [InlineData("DNAME", "ns.eXample.org.", false)]
    [InlineData("NSEC", "ns.eXample.org. A", false)]
    [InlineData("RRSIG", "A 13 2 300 2000000000 1 1 eXample.org. AAAA", false)]
    [InlineData("SVCB", "1 ns.eXample.org.", false)]
    [InlineData("HTTPS", "1 ns.eXample.org.", false)]
    [InlineData("NAPTR", "1 1 s s \"\" ns.eXample.org.", false)]
    public void Only_types_every_reader_knows_have_compressed_names(string mnemonic, string text, bool isCompressed)
    {
        Assert.True(RecordCatalog.TryParseType(mnemonic, out var type));
        var rdata = Rdata(type, text);
        var buffer = new byte[512];
        var writer = Begin(buffer, 512);
        Assert.True(writer.WriteRecord(Section.Answer, Name.Wire, type, RecordClass.IN, 30, rdata));
        Assert.Equal(isCompressed, writer.Length < 33 + 12 + rdata.Length);
        Assert.True(Message.TryRead(buffer.AsSpan(0, writer.Length), out var message, out var problem), problem);
        Assert.Equal(rdata, message.Answers[0].Data.ToWire());
    }

    [Fact]
    public void Pointers_lead_backwards_and_not_beyond_what_14_bits_reach()
    {
        var buffer = new byte[ushort.MaxValue];
        var writer = Begin(buffer, buffer.Length);
        var expected = new List<string>();
        var filler = new byte[1000];
        for (var i = 0; i < 300; i++)
        {
            var owner = DomainName.Parse($"{(i % 2 == 0 ? "same" : $"n{i}")}.zone{i % 7}.example.org.");
            if (!writer.WriteRecord(Section.Answer, owner.Wire, (RecordType)65280, RecordClass.IN, 30, filler.AsSpan(0, 200 + (i % 3))))
            {
                break;
            }

            expected.Add(owner.ToString());
        }

        Assert.True(writer.Length > 2 * NameCompression.MaxOffset);
        Assert.True(Message.TryRead(buffer.AsSpan(0, writer.Length), out var message, out var problem), problem); // which refuses forward pointers
        Assert.Equal(expected, message.Answers.Select(record => record.Owner.ToString()));
    }

    [Fact]
    public void More_names_than_are_remembered_are_still_written_rightly()
    {
        var buffer = new byte[ushort.MaxValue];
        var writer = Begin(buffer, buffer.Length);
        var owners = Enumerable.Range(0, 2 * NameCompression.MaxEntries).Select(i => $"n{i}.example.org.").ToArray();
        foreach (var owner in owners)
        {
            Assert.True(writer.WriteRecord(Section.Answer, DomainName.Parse(owner).Wire, RecordType.A, RecordClass.IN, 30, Address));
        }

        Assert.True(Message.TryRead(buffer.AsSpan(0, writer.Length), out var message, out var problem), problem);
        Assert.Equal(owners, message.Answers.Select(record => record.Owner.ToString()));
    }

    [Fact]
    public void Data_that_is_not_what_its_type_says_is_passed_on_as_it_is()
    {
        var buffer = new byte[512];
        var writer = Begin(buffer, 512);
        var broken = Encoding.ASCII.GetBytes("\u0005short");
        Assert.True(writer.WriteRecord(Section.Answer, Name.Wire, RecordType.SOA, RecordClass.IN, 30, broken));
        Assert.Equal(broken, buffer[(writer.Length - broken.Length)..writer.Length]);
    }

    [Fact]
    public void A_query_read_and_its_response_written_allocate_nothing()
    {
        var request = GoldenPacket.All.Single(packet => packet.Name == "query-all-options").Octets;
        var buffer = new byte[1232];
        var compression = new NameCompression();
        var owner = Name.Wire.ToArray();
        var soa = Rdata(RecordType.SOA, "ns.example.org. hostmaster.example.net. 1 2 3 4 5");
        Assert.Equal(0, Allocations.InTheLeanestTurn(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                Answer(request, buffer, compression, owner, soa);
            }
        }));
        Assert.True(Message.TryRead(buffer.AsSpan(0, Answer(request, buffer, compression, owner, soa)), out var message, out var problem), problem);
        Assert.Equal(2, message.Answers.Count);
        Assert.Single(message.Authorities);
        Assert.Equal(20, message.Opt!.Options.OfType<ClientSubnetOption>().Single().Subnet.ScopePrefixLength);
    }

    private static int Answer(byte[] request, byte[] buffer, NameCompression compression, byte[] owner, byte[] soa)
    {
        MessageReader.Read(request, out var query);
        var writer = new MessageWriter(buffer, buffer.Length, compression) { Reserved = 60 };
        writer.WriteHeader(query, Rcode.NoError, authoritative: true);
        writer.WriteQuestion(request.AsSpan(12, query.NameLength), query.Type, query.Class);
        writer.WriteRecord(Section.Answer, owner, RecordType.A, RecordClass.IN, 30, Address);
        writer.WriteRecord(Section.Answer, owner, RecordType.A, RecordClass.IN, 30, Address);
        writer.WriteRecord(Section.Authority, owner, RecordType.SOA, RecordClass.IN, 30, soa);
        writer.BeginOpt(1232, query.DnssecOk, Rcode.NoError);
        writer.WriteClientSubnet(query.ClientSubnet, 20);
        writer.WriteOption((ushort)OptionCode.Cookie, request.AsSpan(query.CookieOffset, query.CookieLength));
        writer.EndOpt();
        return writer.Length;
    }

    private static MessageWriter Begin(byte[] buffer, int limit, NameCompression? compression = null)
    {
        var writer = new MessageWriter(buffer, limit, compression ?? new NameCompression());
        writer.WriteHeader(new Query { Id = 1 }, Rcode.NoError, authoritative: true);
        Assert.True(writer.WriteQuestion(Name.Wire, RecordType.A, RecordClass.IN));
        return writer;
    }

    private static byte[] Rdata(RecordType type, string text)
    {
        Assert.True(RecordCatalog.TryParse(type, text, null, out var data, out var problem), problem);
        return data.ToWire();
    }
}
