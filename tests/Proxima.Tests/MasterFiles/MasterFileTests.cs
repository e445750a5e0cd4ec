using Proxima.Dns.MasterFiles;
using Proxima.Dns.Names;

namespace Proxima.Tests.MasterFiles;

public sealed class MasterFileTests
{
    // RFC 1035 section 5.3, its $INCLUDE replaced by the file's lines.
    private const string Isi = """
        @   IN  SOA     VENERA      Action\.domains (
                                         20     ; SERIAL
                                         7200   ; REFRESH
                                         600    ; RETRY
                                         3600000; EXPIRE
                                         60)    ; MINIMUM

                NS      A.ISI.EDU.
                NS      VENERA
                NS      VAXA
                MX      10      VENERA
                MX      20      VAXA

        A       A       26.3.0.103

        VENERA  A       10.1.0.52
                A       128.9.0.32

        VAXA    A       10.2.0.27
                A       128.9.0.33

        """;

    [Fact]
    public void The_example_zone_of_RFC_1035_gives_its_records_with_the_minimum_as_TTL()
    {
        var file = MasterFile.ParseText(Isi, "isi", DomainName.Parse("ISI.EDU"));

        Assert.Equal(
            """
            ISI.EDU. 60 IN SOA VENERA.ISI.EDU. Action\.domains.ISI.EDU. 20 7200 600 3600000 60
            ISI.EDU. 60 IN NS A.ISI.EDU.
            ISI.EDU. 60 IN NS VENERA.ISI.EDU.
            ISI.EDU. 60 IN NS VAXA.ISI.EDU.
            ISI.EDU. 60 IN MX 10 VENERA.ISI.EDU.
            ISI.EDU. 60 IN MX 20 VAXA.ISI.EDU.
            A.ISI.EDU. 60 IN A 26.3.0.103
            VENERA.ISI.EDU. 60 IN A 10.1.0.52
            VENERA.ISI.EDU. 60 IN A 128.9.0.32
            VAXA.ISI.EDU. 60 IN A 10.2.0.27
            VAXA.ISI.EDU. 60 IN A 128.9.0.33
            """,
            MasterText.Show(file));
    }

    [Fact]
    public void The_obsolete_mailbox_types_of_RFC_1035_are_unknown_and_each_is_an_error_at_its_place() => Assert.Equal(
        """
        zone:2:9: unknown record type 'MB', expected a type, as A or TYPE65280
        zone:3:9: unknown record type 'MB', expected a type, as A or TYPE65280
        zone:4:9: unknown record type 'MG', expected a type, as A or TYPE65280
        """,
        MasterText.Show(MasterText.Parse("$TTL 60\nMOE     MB      A.ISI.EDU.\nLARRY   MB      A.ISI.EDU.\nSTOOGES MG      MOE\n")));

    [Theory]
    [InlineData("$TTL 1h30m\na A 192.0.2.1", "a.example.org. 5400 IN A 192.0.2.1")]
    [InlineData("a 1w2d3h4m5s A 192.0.2.1", "a.example.org. 788645 IN A 192.0.2.1")]
    [InlineData("a 300 IN A 192.0.2.1", "a.example.org. 300 IN A 192.0.2.1")]
    [InlineData("a IN 300 A 192.0.2.1", "a.example.org. 300 IN A 192.0.2.1")]
    [InlineData("a in 300 a 192.0.2.1", "a.example.org. 300 IN A 192.0.2.1")]
    [InlineData("a CLASS1 300 TYPE1 \\# 4 C0000201", "a.example.org. 300 IN A 192.0.2.1")]
    [InlineData("a 300 TYPE65280 \\# 3 abcdef", "a.example.org. 300 IN TYPE65280 \\# 3 ABCDEF")]
    [InlineData("a 2147483647 A 192.0.2.1", "a.example.org. 2147483647 IN A 192.0.2.1")]
    public void TTL_and_class_may_stand_in_either_order_and_TTLs_may_have_units(string text, string expected) =>
        Assert.Equal(expected, MasterText.Show(MasterText.Parse(text)), ignoreCase: true);

    [Fact]
    public void Without_TTL_directive_the_last_stated_TTL_counts_and_with_it_the_directive() => Assert.Equal(
        """
        a.example.org. 10 IN A 192.0.2.1
        a.example.org. 10 IN A 192.0.2.2
        b.example.org. 60 IN A 192.0.2.3
        c.example.org. 20 IN A 192.0.2.4
        c.example.org. 60 IN A 192.0.2.5
        """,
        MasterText.Show(MasterText.Parse("a 10 A 192.0.2.1\n  A 192.0.2.2\n$TTL 1m\nb A 192.0.2.3\nc 20 A 192.0.2.4\n  A 192.0.2.5\n")));

    [Fact]
    public void ORIGIN_may_be_relative_and_the_at_sign_is_the_origin_of_the_moment() => Assert.Equal(
        """
        example.org. 1 IN NS ns.example.org.
        sub.example.org. 1 IN NS ns.sub.example.org.
        example.net. 1 IN MX 5 example.net.
        """,
        MasterText.Show(MasterText.Parse("$TTL 1\n@ NS ns\n$ORIGIN sub\n@ NS ns\n$ORIGIN example.net.\n@ MX 5 @\n")));

    [Fact]
    public void Parentheses_comments_quotes_and_escapes_are_understood_where_they_touch() => Assert.Equal(
        """
        a.example.org. 1 IN TXT "one;(two)" "th\"ree" "fo;ur" "last"
        b\.c.example.org. 1 IN A 192.0.2.1
        """,
        MasterText.Show(MasterText.Parse("$TTL 1 ; comment ( \" not open\na TXT(\"one;(two)\"\"th\\\"ree\" ; \"comment\n\n fo\\;ur;x\n)last\r\nb\\.c (\nA\n) 192.0.2.1\n")));

    [Fact]
    public void GENERATE_makes_a_record_for_each_number_as_BIND_does() => Assert.Equal(
        """
        h1.example.org. 1 IN A 192.0.2.11
        h3.example.org. 1 IN A 192.0.2.13
        n007-00b-13.example.org. 1 IN TXT "$ $ 7 0B"
        n008-00c-14.example.org. 1 IN TXT "$ $ 8 0C"
        1.0.0.example.org. 1 IN PTR x.example.org.
        f.1.example.org. 5 IN CNAME z31.example.org.
        0.2.example.org. 5 IN CNAME z32.example.org.
        """,
        MasterText.Show(MasterText.Parse(
            """
            $TTL 1
            $GENERATE 1-4/2 h$ A 192.0.2.1$
            $GENERATE 7-8 n${0,3}-${4,3,x}-${4,2,o} TXT "\$ $$ $ ${4,2,X}"
            $GENERATE 1-1 ${0,5,n} PTR x
            $GENERATE 31-32 ${0,3,n} 5 IN CNAME z$
            """)));
}
