using Proxima.Dns.Messages;
using Proxima.Dns.Records;
using Proxima.Engine.Latency;

namespace Proxima.Engine.Answering;

/// <summary>What is asked (RFC 1035 section 4.1.2). The name is uncompressed wire format in the client's own case.</summary>
public readonly ref struct WireQuestion(ReadOnlySpan<byte> name, RecordType type, RecordClass recordClass)
{
    public ReadOnlySpan<byte> Name { get; } = name;

    public RecordType Type { get; } = type;

    public RecordClass Class { get; } = recordClass;

    /// <summary>
    /// NOERROR for a question that the zones can answer. Types that are no question at all are FORMERR (OPT and TSIG belong into the additional
    /// section: RFC 6891 section 6.1.1, RFC 8945 section 5.1), the obsolete MAILA and MAILB are NOTIMP. Zone transfers are REFUSED, not NOTIMP,
    /// over every transport: it is our policy that nobody gets them, and a secondary reports that plainly (RFC 5936 section 2.2.1). Other
    /// classes than IN, among them CHAOS version.bind, are REFUSED: we are not authoritative for them.
    /// </summary>
    public Rcode Objection => Type switch
    {
        RecordType.None or RecordType.OPT or RecordType.TSIG or Tkey => Rcode.FormErr,
        MailB or MailA => Rcode.NotImp,
        RecordType.AXFR or RecordType.IXFR => Rcode.Refused,
        _ => Class is RecordClass.IN or RecordClass.ANY ? Rcode.NoError : Rcode.Refused,
    };

    private const RecordType Tkey = (RecordType)249;
    private const RecordType MailB = (RecordType)253;
    private const RecordType MailA = (RecordType)254;
}

/// <summary>
/// Who asks: the sender's address at full length, and the client subnet it stated (RFC 7871), whose length is 0 when there is none or when the
/// client asked with source prefix length 0 not to be located by it.
/// </summary>
public readonly record struct QueryOrigin(Prefix Sender, Prefix Subnet)
{
    public bool HasSubnet => Subnet.Length > 0;

    /// <summary>What the decision is made by.</summary>
    public Prefix Client => HasSubnet ? Subnet : Sender;
}
