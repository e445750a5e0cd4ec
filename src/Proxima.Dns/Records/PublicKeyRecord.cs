using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>A zone's public key: what DNSKEY and CDNSKEY share (RFC 4034 section 2.1).</summary>
/// <param name="Flags">256: zone key; 257: zone key that is a secure entry point; 128 (RFC 5011): revoked.</param>
public abstract record PublicKeyRecord(ushort Flags, byte Protocol, byte Algorithm, Octets Key) : RecordData
{
    internal sealed override void Write(WireWriter writer)
    {
        writer.UInt16(Flags);
        writer.Byte(Protocol);
        writer.Byte(Algorithm);
        writer.Octets(Key);
    }

    internal sealed override void Format(FieldWriter fields)
    {
        fields.Number(Flags);
        fields.Number(Protocol);
        fields.Number(Algorithm);
        fields.Base64(Key);
    }
}
