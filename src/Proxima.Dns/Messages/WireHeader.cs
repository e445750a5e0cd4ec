namespace Proxima.Dns.Messages;

/// <summary>Where the header's fields stand (RFC 1035 section 4.1.1), and sizes of what follows it.</summary>
internal static class WireHeader
{
    public const int Length = 12;
    public const int Flags = 2;
    public const int QuestionCount = 4;
    public const int AnswerCount = 6;
    public const int AuthorityCount = 8;
    public const int AdditionalCount = 10;

    /// <summary>Bits of octet 2.</summary>
    public const byte Response = 0x80;
    public const byte Authoritative = 0x04;
    public const byte Truncated = 0x02;
    public const byte RecursionDesired = 0x01;

    /// <summary>Bits of octet 3.</summary>
    public const byte CheckingDisabled = 0x10;

    /// <summary>Type, class, TTL and RDLENGTH: what stands between a record's owner and its RDATA.</summary>
    public const int RecordFixedLength = 10;

    /// <summary>Code and length before an EDNS option's value.</summary>
    public const int OptionFixedLength = 4;
}
