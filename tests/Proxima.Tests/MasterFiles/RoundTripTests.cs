using System.Diagnostics;
using Proxima.Dns.MasterFiles;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Tests.Settings;

namespace Proxima.Tests.MasterFiles;

public sealed class RoundTripTests
{
    private const string EveryType = """
        $TTL 1h
        @       SOA     ns1 host\.master 1 2h 30m 2w 5m
                NS      ns1
                MX      10 mail
                TXT     "a b" c\"d "\255"
                CAA     0 issue "ca.example.net"
                LOC     52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m
                DNSKEY  257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==
                CDS     60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118
                CDNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==
                NSEC    a A MX RRSIG NSEC TYPE1234
                NSEC3PARAM 1 0 12 aabbccdd
                RRSIG   A 5 3 86400 20030322173103 20030220173103 2642 @ oJB1W6WNGv+ldvQ3WDG0MQkg5IEhjRip8WTr
        ns1     A       192.0.2.1
                AAAA    2001:db8::1
        al      CNAME   ns1
        rev     PTR     ns1
        _sip._udp SRV   10 20 5060 sip
        enum    NAPTR   100 50 "u" "E2U+sip" "!^.*$!sip:info@example.org!" .
        sub     DS      60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118
        host    SSHFP   2 1 123456789abcdef67890123456789abcdef67890
        _443._tcp TLSA  3 1 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971
        svc     HTTPS   1 . alpn="h2,h3" ipv4hint=192.0.2.1
        svc2    SVCB    0 other.example.net.
        dn      DNAME   example.net.
        0p9mhaveqvm6t7vbl5lop2u3t2rp3tom NSEC3 1 1 12 aabbccdd 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX DNSKEY NS SOA NSEC3PARAM RRSIG
        unk     TYPE65280 \# 4 0A000001
        """;

    [Fact]
    public void A_file_of_every_record_type_formatted_and_parsed_again_is_a_fixed_point()
    {
        var first = MasterText.Parse(EveryType);
        var text = MasterText.Show(first);
        var second = MasterText.Parse(text);

        Assert.Empty(first.Errors);
        Assert.Equal(text, MasterText.Show(second));
        Assert.Equal(first.Records.Select(Wire), second.Records.Select(Wire));
        var zoneTypes = Enum.GetValues<RecordType>().Where(type => type is not RecordType.None and not RecordType.OPT && (ushort)type is < 128 or > 255);
        Assert.Empty(zoneTypes.Except(first.Records.Select(record => record.Type)));
    }

    [Fact]
    public void The_zone_reader_of_ldns_reads_the_same_records()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ldns-read-zone"), "ldns-read-zone is not installed");
        using var folder = new TextFolder();
        var text = """
            $ORIGIN example.org.
            $TTL 1h30m
            @ IN SOA ns1 host\.master ( 1 2h ; refresh
              30m 2w 5m )
              NS ns1
            ns1 2d IN A 192.0.2.1
              1d IN TXT "a;b (c" d\"e ; comment
            $ORIGIN sub.example.org.
            @ MX 10 (
              mail
              )
            * A 192.0.2.2
            x\.y AAAA 2001:db8::1
            t TYPE65280 \# 3 abcdef
            """;
        var path = folder.Write("example.org.zone", text + "\n");

        using var ldns = Process.Start(new ProcessStartInfo("/usr/bin/ldns-read-zone", path) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = ldns.StandardOutput.ReadToEnd();
        ldns.WaitForExit();
        Assert.Equal(0, ldns.ExitCode);

        var ours = MasterFile.ParseFile(path, DomainName.Root).Records;
        var theirs = MasterFile.ParseText(output, "ldns", DomainName.Root);
        Assert.Empty(theirs.Errors);
        Assert.Equal(ours.Select(Wire).Order(), theirs.Records.Select(Wire).Order());
        Assert.Equal(8, ours.Count);
    }

    private static string Wire(ResourceRecord record) =>
        $"{record.Owner.ToLowerCase()} {record.Ttl} {record.Type} {Convert.ToHexString(record.Data.ToWire())}";
}
