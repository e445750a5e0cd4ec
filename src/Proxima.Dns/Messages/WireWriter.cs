using System.Buffers;
using System.Buffers.Binary;
using Proxima.Dns.Names;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Messages;

/// <summary>The pair of <see cref="WireReader"/>: appends fields of RDATA or of an EDNS option, names uncompressed.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> octets = new();

    public void Byte(byte value) => Octets([value]);

    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(this.octets.GetSpan(2), value);
        this.octets.Advance(2);
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(this.octets.GetSpan(4), value);
        this.octets.Advance(4);
    }

    public void Octets(ReadOnlySpan<byte> octets) => this.octets.Write(octets);

    public void Octets(Octets octets) => this.octets.Write(octets.Span);

    public void Name(DomainName name) => this.octets.Write(name.Wire);

    /// <summary>At most 255 octets, which reading and parsing see to.</summary>
    public void CharacterString(Octets text)
    {
        Byte((byte)text.Length);
        Octets(text);
    }

    public byte[] ToArray() => this.octets.WrittenSpan.ToArray();
}
