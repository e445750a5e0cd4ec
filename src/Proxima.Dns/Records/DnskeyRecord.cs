using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>A key that signs the zone (RFC 4034 section 2).</summary>
public sealed record DnskeyRecord(ushort Flags, byte Protocol, byte Algorithm, Octets Key) : PublicKeyRecord(Flags, Protocol, Algorithm, Key)
{
    public override RecordType Type => RecordType.DNSKEY;

    internal static DnskeyRecord Read(ref WireReader reader) => new(reader.UInt16(), reader.Byte(), reader.Byte(), reader.RestNotEmpty());

    internal static DnskeyRecord Parse(ref FieldReader fields) => new(
        fields.UInt16("flags"), fields.Byte("protocol"), AlgorithmField.Parse(ref fields), fields.Base64ToEnd("key"));
}
