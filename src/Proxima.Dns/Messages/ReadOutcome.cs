namespace Proxima.Dns.Messages;

/// <summary>How the reading of a request ended. Input errors are values; each comment says what the client receives.</summary>
public enum ReadOutcome : byte
{
    /// <summary>A well-formed query with one question: it is answered.</summary>
    Query,

    /// <summary>Too short for a header, or a response: no packet is sent (RFC 1035 section 4.1.1; answering a response could loop).</summary>
    Drop,

    /// <summary>FORMERR with the header and, if it could be read, the question: cut off, more than one question, bad name, two OPT records (RFC 6891 section 6.1.1), bad ECS (RFC 7871 section 7.1.2).</summary>
    FormErr,

    /// <summary>NOTIMP: an opcode other than QUERY.</summary>
    NotImp,

    /// <summary>BADVERS in an OPT record: EDNS version above 0 (RFC 6891 section 6.1.3).</summary>
    BadVers,

    /// <summary>NOERROR with the header and an OPT record alone: no question, but a cookie option, to fetch a server cookie (RFC 7873 section 5.4).</summary>
    CookieOnly,
}

/// <summary>Response codes (RFC 1035 section 4.1.1, RFC 2136 section 2.2, RFC 6891, RFC 7873).</summary>
public enum Rcode : ushort
{
    NoError = 0, FormErr = 1, ServFail = 2, NXDomain = 3, NotImp = 4, Refused = 5, YXDomain = 6, NotAuth = 9, BadVers = 16, BadCookie = 23,
}
