using System.Buffers.Binary;
using Proxima.Dns.Names;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Messages;

/// <summary>A cursor over wire format. Every read is checked against the end; after a failed one what is read means nothing, and <see cref="Failed"/> says so once for all.</summary>
internal ref struct WireReader
{
    /// <summary>A name needs at most one pointer a label; more would let a small message cost much work.</summary>
    public const int MaxPointers = DomainName.MaxLabels;

    private readonly ReadOnlySpan<byte> message;
    private int end;

    /// <summary>Reads all of <paramref name="message"/>. Compression pointers count from its start.</summary>
    public WireReader(ReadOnlySpan<byte> message)
    {
        this.message = message;
        this.end = message.Length;
    }

    public int Position { get; private set; }

    public bool Failed { get; private set; }

    public readonly int Remaining => this.end - Position;

    public readonly bool AtEnd => Position == this.end;

    public void Fail()
    {
        Failed = true;
        Position = this.end;
    }

    /// <summary>From here on only <paramref name="length"/> octets can be read, though pointers still reach the whole message. Returns the end to give back to <see cref="Widen"/>.</summary>
    public int Narrow(int length)
    {
        var before = end;
        if (length > Remaining)
        {
            Fail();
        }
        else
        {
            end = Position + length;
        }

        return before;
    }

    /// <summary>Ends <see cref="Narrow"/>; what was not read of the part is a failure.</summary>
    public void Widen(int end)
    {
        if (!AtEnd)
        {
            Fail();
        }

        this.end = end;
    }

    public byte Byte()
    {
        var bytes = Take(1);
        return bytes.IsEmpty ? (byte)0 : bytes[0];
    }

    public ushort UInt16()
    {
        var bytes = Take(2);
        return bytes.IsEmpty ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }

    public uint UInt32()
    {
        var bytes = Take(4);
        return bytes.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    /// <summary>The next <paramref name="count"/> octets in place; empty after a failure.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
        {
            Fail();
            return default;
        }

        var bytes = this.message.Slice(Position, count);
        Position += count;
        return bytes;
    }

    public Octets Octets(int count) => new(Take(count));

    public Octets Rest() => new(Take(Remaining));

    /// <summary>What would have no form in presentation format without octets: keys, digests, signatures.</summary>
    public Octets RestNotEmpty() => OrFailIfEmpty(Rest());

    public Octets CharacterStringNotEmpty() => OrFailIfEmpty(CharacterString());

    /// <summary>A character-string (RFC 1035 section 3.3): one octet of length, then as many.</summary>
    public Octets CharacterString() => Octets(Byte());

    /// <summary>A name that must stand uncompressed (RFC 3597 section 4).</summary>
    public DomainName Name()
    {
        var length = WireName.Length(this.message[Position..this.end]);
        if (length == 0)
        {
            Fail();
            return DomainName.Root;
        }

        DomainName.TryRead(Take(length), out var name);
        return name;
    }

    /// <summary>A name that may end in a compression pointer (RFC 1035 section 4.1.4). Pointers must lead backwards, each before the part it was found in.</summary>
    public DomainName CompressibleName()
    {
        Span<byte> wire = stackalloc byte[DomainName.MaxWireLength];
        var length = 0;
        var at = Position;
        var limit = end;
        var partStart = at;
        var pointers = 0;
        while (at < limit)
        {
            int label = this.message[at];
            if (label >= WireName.PointerBits && limit - at >= 2)
            {
                var target = BinaryPrimitives.ReadUInt16BigEndian(this.message[at..]) & NameCompression.MaxOffset;
                Position = pointers == 0 ? at + 2 : Position;
                if (target >= partStart || ++pointers > MaxPointers)
                {
                    break;
                }

                (at, partStart, limit) = (target, target, partStart);
                continue;
            }

            if (label > DomainName.MaxLabelLength || label + 1 > limit - at || length + label + 1 > wire.Length)
            {
                break;
            }

            this.message.Slice(at, label + 1).CopyTo(wire[length..]);
            length += label + 1;
            at += label + 1;
            if (label == 0)
            {
                Position = pointers == 0 ? at : Position;
                DomainName.TryRead(wire[..length], out var name);
                return name;
            }
        }

        Fail();
        return DomainName.Root;
    }

    private Octets OrFailIfEmpty(Octets octets)
    {
        if (octets.Length == 0)
        {
            Fail();
        }

        return octets;
    }
}
