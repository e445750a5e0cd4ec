using Proxima.Dns.Edns;
using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Dns.Records.Fields;
using Proxima.Engine.Answering;
using Proxima.Engine.Latency;
using Proxima.Engine.Reports;
using Proxima.Tests.Answering.Scenarios;
using Proxima.Tests.Snapshots;
using Proxima.Tests.Zones;

namespace Proxima.Tests.Answering;

/// <summary>What a scenario cannot say: requests that are no messages, counters, networks seen, the keepalive.</summary>
public sealed class ResponderTests
{
    private static readonly ScenarioSteering Steering = ScenarioSteering.Parse(
    [
        "ENDPOINT fra1 fra 192.0.2.1",
        "LATENCY 198.51.100.0/24 fra=10",
        "NAME near.example.org.",
    ]);

    private readonly TestHall hall = new(
        TestSnapshot.Of(Steering.Model(), Steering.Latency(), Steering.Health(), ZoneText.WithApex("example.org.", "www 60 A 192.0.2.1")),
        new ResponderOptions(TcpIdleTimeoutTenths: 100));

    [Fact]
    public void Without_a_snapshot_the_answer_is_SERVFAIL() =>
        Assert.Equal(Rcode.ServFail, Read(new TestHall(null).Ask(Request("www.example.org."))).Rcode);

    [Theory]
    [InlineData("", 0)]
    [InlineData("1234010000010000000000", 0)]
    [InlineData("123481000001000000000000", 0)]
    public void What_has_no_header_or_is_a_response_gets_no_answer(string hex, int length)
    {
        Assert.Equal(length, hall.Ask(Convert.FromHexString(hex)).Length);
        Assert.Equal(1, hall.Report.Total(Counter.Dropped));
    }

    [Theory]
    [InlineData("123401000001000000000000", "123481010000000000000000")]
    [InlineData("123401000000000000000000", "123481010000000000000000")]
    [InlineData("123401000001000000000000C00C00010001", "123481010000000000000000")]
    [InlineData("123421000001000000000000", "1234A1040000000000000000")]
    public void A_broken_or_unknown_request_gets_its_header_back_with_the_rcode(string request, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(hall.Ask(Convert.FromHexString(request))));

    [Fact]
    public void A_second_OPT_record_is_FORMERR_with_the_question_and_an_OPT()
    {
        var request = Request("www.example.org.", new OptRecord(1232, 0, 0, 0, new ValueList<EdnsOption>([])));
        byte[] twice = [.. request, .. request[^11..]];
        twice[11] = 2;
        var response = Read(hall.Ask(twice));
        Assert.Equal((Rcode.FormErr, 1, true), (response.Rcode, response.Questions.Count, response.Opt is not null));
    }

    [Fact]
    public void The_question_comes_back_in_the_clients_own_case()
    {
        var response = hall.Ask(Request("wWw.eXample.ORG."));
        Assert.True(response[12..].StartsWith(DomainName.Parse("wWw.eXample.ORG.").Wire));
        Assert.Equal("wWw.eXample.ORG.", Read(response).Answers.Single().Owner.ToString());
    }

    [Fact]
    public void Each_response_is_counted_once_by_transport_and_rcode()
    {
        hall.Ask(Request("www.example.org."));
        hall.Ask(Request("none.example.org."), Transport.Tcp);
        hall.Ask(Request("near.example.org."));
        hall.Ask(Request("example.com."));
        Counter[] counters = [Counter.UdpQueries, Counter.TcpQueries, Counter.Answered, Counter.NoError, Counter.NXDomain, Counter.Refused, Counter.Steered, Counter.WithClientSubnet];
        Assert.Equal([3L, 1, 4, 2, 1, 1, 1, 0], counters.Select(hall.Report.Total));
    }

    [Fact]
    public void A_steered_question_leaves_its_client_network_in_the_report_and_a_static_one_does_not()
    {
        hall.Ask(Request("www.example.org."), from: Prefix.Parse("203.0.113.9"));
        hall.Ask(Request("near.example.org."), from: Prefix.Parse("198.51.100.77"));
        hall.Ask(Request("near.example.org."), from: Prefix.Parse("2001:db8:1:2::3"));
        hall.Ask(Request("near.example.org.", SubnetOf("192.0.2.0/24")), from: Prefix.Parse("198.51.100.78"));
        var seen = new List<SeenNetwork>();
        hall.Report.CopySeenTo(seen);
        Assert.Equal(
            ["192.0.2.0/24 192.0.2.0/24", "198.51.100.0/24 198.51.100.77/32", "2001:db8:1::/48 2001:db8:1:2::3/128"],
            seen.Select(entry => $"{entry.Network} {entry.Address}").Order());
    }

    [Theory]
    [InlineData(Transport.Tcp, 1)]
    [InlineData(Transport.Udp, 0)]
    public void The_idle_timeout_is_told_over_TCP_only(Transport transport, int options)
    {
        var opt = new OptRecord(1232, 0, 0, 0, new ValueList<EdnsOption>([new UnknownOption(OptionCode.TcpKeepalive, default)]));
        var response = Read(hall.Ask(Request("www.example.org.", opt), transport));
        Assert.Equal(options, response.Opt!.Options.Count(option => option.Code == OptionCode.TcpKeepalive));
    }

    [Fact]
    public void A_resolver_that_is_to_come_by_TCP_gets_TC_and_no_record_once_and_only_for_what_is_steered()
    {
        var solicited = new TestHall(
            TestSnapshot.Of(Steering.Model(), Steering.Latency(), Steering.Health(), ZoneText.WithApex("example.org.", "www 60 A 192.0.2.1")),
            new ResponderOptions { Solicitation = new TcpSolicitation(1, new ManualTime()) });
        string Ask(string name, Transport transport = Transport.Udp, OptRecord? opt = null)
        {
            var response = Read(solicited.Ask(Request(name, opt), transport));
            return $"{response.Rcode} {(response.Flags.IsTruncated ? "tc " : "")}{response.Answers.Count}";
        }

        Assert.Equal("NoError 1", Ask("www.example.org."));
        Assert.Equal("NoError 1", Ask("near.example.org.", Transport.Tcp));
        Assert.Equal("NoError 1", Ask("near.example.org.", opt: SubnetOf("198.51.100.0/24")));
        Assert.Equal("NoError tc 0", Ask("near.example.org."));
        Assert.Equal("NoError 1", Ask("near.example.org."));
        Assert.Equal((1, 0), (solicited.Report.Total(Counter.Solicited), solicited.Report.Total(Counter.Truncated)));
    }

    [Fact]
    public void A_chain_of_aliases_ends_after_a_stated_number_of_steps()
    {
        var chain = ZoneText.WithApex("example.org.", string.Concat(Enumerable.Range(0, 40).Select(i => $"a{i} 60 CNAME a{i + 1}\n")));
        var response = Read(new TestHall(TestSnapshot.Of(chain)).Ask(Request("a0.example.org."), Transport.Tcp));
        Assert.Equal((Rcode.NoError, Authority.MaxAliases + 1), (response.Rcode, response.Answers.Count));
    }

    [Fact]
    public void A_referral_with_more_glue_than_an_answer_holds_says_so_even_over_TCP()
    {
        var servers = Enumerable.Range(0, Answer.MaxSets).Select(i => $"sub 60 NS n{i}.sub\nn{i}.sub 60 A 192.0.2.1\n");
        var response = Read(new TestHall(TestSnapshot.Of(ZoneText.WithApex("example.org.", string.Concat(servers)))).Ask(Request("www.sub.example.org."), Transport.Tcp));
        Assert.True(response.Flags.IsTruncated);
        Assert.Equal((Answer.MaxSets, Answer.MaxSets - 1), (response.Authorities.Count, response.Additionals.Count));
    }

    [Fact]
    public void An_NSID_that_might_not_fit_is_refused_at_start() =>
        Assert.Throws<ArgumentException>(() => new TestHall(null, new ResponderOptions(Nsid: new string('x', ResponderOptions.MaxNsidLength + 1))));

    private static OptRecord SubnetOf(string subnet)
    {
        var prefix = Prefix.Parse(subnet);
        return new OptRecord(1232, 0, 0, 0, new ValueList<EdnsOption>([new ClientSubnetOption(new ClientSubnet { Family = 1, SourcePrefixLength = prefix.Length, High = prefix.High })]));
    }

    [Theory]
    [InlineData("123421000001000000000001" + Question + Opt, Rcode.NotImp)] // NOTIFY
    [InlineData("123428000001000000010001" + Question + "C00C0006000100000000" + "0000" + Opt, Rcode.NotImp)] // UPDATE
    [InlineData("123401000000000000000001" + Opt, Rcode.FormErr)]
    [InlineData("123401000002000000000001" + Question + Question + Opt, Rcode.FormErr)]
    public void A_refusal_of_the_whole_request_carries_an_OPT_when_the_request_did(string request, Rcode expected)
    {
        var response = Read(hall.Ask(Convert.FromHexString(request)));
        Assert.Equal((expected, true), (response.Rcode, response.Opt is not null));
        Assert.Equal(1, hall.Report.Total(expected == Rcode.NotImp ? Counter.NotImp : Counter.FormErr));
    }

    [Fact]
    public void A_client_subnet_of_no_family_and_no_bits_asks_not_to_be_located_and_is_echoed()
    {
        var optOut = new UnknownOption(OptionCode.ClientSubnet, new Octets([0, 0, 0, 0]));
        var response = Read(hall.Ask(Request("near.example.org.", new OptRecord(1232, 0, 0, 0, new ValueList<EdnsOption>([optOut])))));
        Assert.Equal(Rcode.NoError, response.Rcode);
        var echoed = Assert.IsType<ClientSubnetOption>(Assert.Single(response.Opt!.Options)).Subnet;
        Assert.Equal((0, 0, 0), (echoed.Family, echoed.SourcePrefixLength, echoed.ScopePrefixLength));
    }

    // near.example.org. A IN, and an OPT record without options.
    private const string Question = "046E656172076578616D706C65036F72670000010001";
    private const string Opt = "00002904D0000000000000";

    private static byte[] Request(string name, OptRecord? opt = null) =>
        Message.Query(0x1234, new Question(DomainName.Parse(name), RecordType.A, RecordClass.IN), opt).Write();

    private static Message Read(ReadOnlySpan<byte> response)
    {
        Assert.True(Message.TryRead(response, out var message, out var problem), problem);
        return message;
    }
}
