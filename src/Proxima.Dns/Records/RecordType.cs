namespace Proxima.Dns.Records;

/// <summary>RR types and query types by their IANA numbers. A number that has no name here is kept and formatted as TYPEnnn (RFC 3597).</summary>
public enum RecordType : ushort
{
    None = 0, A = 1, NS = 2, CNAME = 5, SOA = 6, PTR = 12, MX = 15, TXT = 16, AAAA = 28, LOC = 29, SRV = 33, NAPTR = 35, DNAME = 39,
    OPT = 41, DS = 43, SSHFP = 44, RRSIG = 46, NSEC = 47, DNSKEY = 48, NSEC3 = 50, NSEC3PARAM = 51, TLSA = 52, CDS = 59, CDNSKEY = 60,
    SVCB = 64, HTTPS = 65, TSIG = 250, IXFR = 251, AXFR = 252, ANY = 255, CAA = 257,
}

/// <summary>Classes (RFC 1035 section 3.2.4).</summary>
public enum RecordClass : ushort
{
    IN = 1, CH = 3, NONE = 254, ANY = 255,
}
