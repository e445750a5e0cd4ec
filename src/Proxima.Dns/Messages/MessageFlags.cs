namespace Proxima.Dns.Messages;

/// <summary>The second word of a header (RFC 1035 section 4.1.1, AD and CD of RFC 4035), bit for bit.</summary>
public readonly record struct MessageFlags(ushort Bits)
{
    private const int OpcodeShift = 11;

    public bool IsResponse => Has(0x8000);

    public byte Opcode => (byte)((Bits >> OpcodeShift) & 0x0F);

    public bool IsAuthoritative => Has(0x0400);

    public bool IsTruncated => Has(0x0200);

    public bool RecursionDesired => Has(0x0100);

    public bool RecursionAvailable => Has(0x0080);

    public bool IsAuthenticated => Has(0x0020);

    public bool CheckingDisabled => Has(0x0010);

    /// <summary>The lower four bits of the response code: see <see cref="Message.Rcode"/>.</summary>
    public byte RcodeBits => (byte)(Bits & 0x0F);

    /// <summary>Of a query: opcode QUERY, nothing but RD.</summary>
    public static MessageFlags Query(bool recursionDesired) => new(recursionDesired ? (ushort)0x0100 : (ushort)0);

    /// <summary>Of an authoritative response without error.</summary>
    public static MessageFlags Response => new(0x8400);

    private bool Has(int bit) => (Bits & bit) != 0;
}
