using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>At the child: the keys it wishes its parent to point at; <c>0 3 0 AA==</c> asks for none (RFC 7344 section 3.2, RFC 8078 section 4).</summary>
public sealed record CdnskeyRecord(ushort Flags, byte Protocol, byte Algorithm, Octets Key) : PublicKeyRecord(Flags, Protocol, Algorithm, Key)
{
    public override RecordType Type => RecordType.CDNSKEY;

    internal static CdnskeyRecord Read(ref WireReader reader) => new(reader.UInt16(), reader.Byte(), reader.Byte(), reader.RestNotEmpty());

    internal static CdnskeyRecord Parse(ref FieldReader fields) => new(
        fields.UInt16("flags"), fields.Byte("protocol"), AlgorithmField.Parse(ref fields), fields.Base64ToEnd("key"));
}
