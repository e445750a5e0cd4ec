using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>Which certificate or key a TLS server of this name and port has (RFC 6698 section 2.1).</summary>
public sealed record TlsaRecord(byte Usage, byte Selector, byte MatchingType, Octets Association) : RecordData
{
    public override RecordType Type => RecordType.TLSA;

    internal static TlsaRecord Read(ref WireReader reader) => new(reader.Byte(), reader.Byte(), reader.Byte(), reader.RestNotEmpty());

    internal static TlsaRecord Parse(ref FieldReader fields) => new(
        fields.Byte("usage"),
        fields.Byte("selector"),
        fields.Byte("matching type"),
        fields.HexToEnd("certificate association"));

    internal override void Write(WireWriter writer)
    {
        writer.Byte(Usage);
        writer.Byte(Selector);
        writer.Byte(MatchingType);
        writer.Octets(Association);
    }

    internal override void Format(FieldWriter fields)
    {
        fields.Number(Usage);
        fields.Number(Selector);
        fields.Number(MatchingType);
        fields.Hex(Association);
    }
}
