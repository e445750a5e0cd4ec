using System.Buffers.Binary;
using System.Text;

namespace Proxima.Settings.GeoIp;

/// <summary>The types of MMDB values (MaxMind DB file format specification 2.0, "Output Data Section").</summary>
internal enum MmdbType : byte
{
    Pointer = 1, Text = 2, Double = 3, Octets = 4, UInt16 = 5, UInt32 = 6, Map = 7, Int32 = 8, UInt64 = 9, UInt128 = 10, Array = 11,
    Container = 12, End = 13, Boolean = 14, Float = 15,
}

/// <summary>Reads MMDB values one after the other. What lies outside or is of no known type makes it fail, and after that everything reads as nothing.</summary>
internal ref struct MmdbCursor(ReadOnlySpan<byte> section, uint at)
{
    /// <summary>Maps within maps: the specification has none deeper than four, a hostile file may.</summary>
    private const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> section = section;
    private long at = at;

    public bool HasFailed { get; private set; }

    /// <summary>
    /// Number of entries of the map that begins here, reached through a pointer or not; -1 when the value is something else, which is then
    /// skipped. Read the entries with <see cref="ReadKey"/> and one value each from <paramref name="inside"/>.
    /// </summary>
    public int ReadMap(out MmdbCursor inside)
    {
        var before = at;
        inside = this;
        var (type, size) = inside.ReadHead();
        if (type == MmdbType.Pointer)
        {
            inside = new MmdbCursor(section, size);
            (type, size) = inside.ReadHead();
            type = type == MmdbType.Pointer ? MmdbType.End : type;
        }

        at = before;
        Skip();
        HasFailed |= inside.HasFailed;
        return type == MmdbType.Map && !HasFailed ? (int)Math.Min(size, int.MaxValue) : -1;
    }

    /// <summary>The key of the next entry of a map, in its octets.</summary>
    public ReadOnlySpan<byte> ReadKey() => ReadScalar(out var type) is var octets && type == MmdbType.Text ? octets : Fail();

    /// <summary>A text; empty when the value is something else.</summary>
    public string ReadText() => ReadScalar(out var type) is var octets && type == MmdbType.Text ? Encoding.UTF8.GetString(octets) : string.Empty;

    /// <summary>A number of whatever type, or a text that is one; NaN when the value is something else.</summary>
    public double ReadNumber()
    {
        var octets = ReadScalar(out var type);
        return type switch
        {
            MmdbType.Double when octets.Length == 8 => BinaryPrimitives.ReadDoubleBigEndian(octets),
            MmdbType.Float when octets.Length == 4 => BinaryPrimitives.ReadSingleBigEndian(octets),
            MmdbType.UInt16 or MmdbType.UInt32 or MmdbType.UInt64 when octets.Length <= 8 => Whole(octets),
            MmdbType.Text => double.TryParse(octets, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : double.NaN,
            _ => double.NaN,
        };
    }

    /// <summary>Passes over one value. Pointers in it are not followed, so that a file of pointers costs no more than its size.</summary>
    public void Skip() => Skip(0);

    private void Skip(int depth)
    {
        var (type, size) = ReadHead();
        var values = type switch { MmdbType.Map => 2L * size, MmdbType.Array => size, _ => 0 };
        if (depth == MaxDepth)
        {
            Fail();
        }
        else if (type is not (MmdbType.Map or MmdbType.Array or MmdbType.Pointer or MmdbType.Boolean))
        {
            Take(size);
        }

        for (; values > 0 && !HasFailed; values--)
        {
            Skip(depth + 1);
        }
    }

    // The octets of a value that is no map and no array; those are skipped.
    private ReadOnlySpan<byte> ReadScalar(out MmdbType type)
    {
        var before = at;
        (type, var size) = ReadHead();
        if (type == MmdbType.Pointer)
        {
            var there = new MmdbCursor(section, size);
            (type, size) = there.ReadHead();
            var octets = type is MmdbType.Map or MmdbType.Array or MmdbType.Boolean or MmdbType.Pointer ? [] : there.Take(size);
            HasFailed |= there.HasFailed;
            return octets;
        }

        if (type is MmdbType.Map or MmdbType.Array or MmdbType.Boolean)
        {
            at = before;
            Skip();
            return [];
        }

        return Take(size);
    }

    // A pointer's size is where it points to.
    private (MmdbType Type, uint Size) ReadHead()
    {
        var control = Octet();
        var type = (MmdbType)(control >> 5);
        if (type == MmdbType.Pointer)
        {
            return (type, ReadPointer(control));
        }

        type = type == 0 ? (MmdbType)(Octet() + 7) : type;
        if (type is 0 or > MmdbType.Float or MmdbType.Container or MmdbType.End)
        {
            Fail();
        }

        var size = (uint)(control & 31);
        return (type, size < 29 ? size : size == 29 ? 29 + Whole(1) : size == 30 ? 285 + Whole(2) : 65_821 + Whole(3));
    }

    private uint ReadPointer(byte control)
    {
        var high = control & 7u;
        return ((control >> 3) & 3) switch
        {
            0 => (high << 8) + Whole(1),
            1 => (high << 16) + Whole(2) + 2048,
            2 => (high << 24) + Whole(3) + 526_336,
            _ => Whole(4),
        };
    }

    private byte Octet() => Take(1) is [var octet] ? octet : (byte)0;

    private uint Whole(int octets) => (uint)Whole(Take((uint)octets));

    private static ulong Whole(ReadOnlySpan<byte> octets)
    {
        var result = 0UL;
        foreach (var octet in octets)
        {
            result = (result << 8) | octet;
        }

        return result;
    }

    private ReadOnlySpan<byte> Take(uint count)
    {
        if (HasFailed || at > section.Length || count > section.Length - at)
        {
            return Fail();
        }

        var taken = section.Slice((int)at, (int)count);
        at += count;
        return taken;
    }

    private ReadOnlySpan<byte> Fail()
    {
        HasFailed = true;
        return [];
    }
}
