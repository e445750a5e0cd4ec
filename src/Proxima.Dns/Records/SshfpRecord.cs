using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>Fingerprint of a host's SSH key (RFC 4255 section 3.1).</summary>
public sealed record SshfpRecord(byte Algorithm, byte FingerprintType, Octets Fingerprint) : RecordData
{
    public override RecordType Type => RecordType.SSHFP;

    internal static SshfpRecord Read(ref WireReader reader) => new(reader.Byte(), reader.Byte(), reader.RestNotEmpty());

    internal static SshfpRecord Parse(ref FieldReader fields) => new(fields.Byte("algorithm"), fields.Byte("fingerprint type"), fields.HexToEnd("fingerprint"));

    internal override void Write(WireWriter writer)
    {
        writer.Byte(Algorithm);
        writer.Byte(FingerprintType);
        writer.Octets(Fingerprint);
    }

    internal override void Format(FieldWriter fields)
    {
        fields.Number(Algorithm);
        fields.Number(FingerprintType);
        fields.Hex(Fingerprint);
    }
}
