using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Proxima.Engine.Snapshots;

/// <summary>Grows one section of a snapshot in the layout in which it is read. Little-endian, each value aligned as its type needs, padding zero.</summary>
public sealed class SectionBuilder
{
    private byte[] octets = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Octets => octets.AsSpan(0, Length);

    public void Align(int alignment) => Reserve((alignment - (Length % alignment)) % alignment);

    /// <summary>Appends and returns the offset the value got.</summary>
    public int Append<T>(in T value)
        where T : unmanaged => Append(new ReadOnlySpan<T>(in value));

    public int Append<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Align(Math.Min(8, Unsafe.SizeOf<T>() is var size && (size & (size - 1)) == 0 ? size : 8));
        var offset = Length;
        MemoryMarshal.AsBytes(values).CopyTo(Reserve(checked(values.Length * Unsafe.SizeOf<T>())));
        return offset;
    }

    /// <summary>Overwrites what stands at <paramref name="offset"/>, for headers that are known last.</summary>
    public void Set<T>(int offset, in T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).CopyTo(octets.AsSpan(offset, Unsafe.SizeOf<T>()));

    /// <summary>Makes room for so many octets more at once, where it is known: growing by halves would take three times the room of a large section.</summary>
    public void Expect(long count)
    {
        if (Length + count > octets.Length)
        {
            Array.Resize(ref octets, (int)Math.Min(Array.MaxLength, Length + count));
        }
    }

    private Span<byte> Reserve(int count)
    {
        var end = checked(Length + count);
        if (end > octets.Length)
        {
            Array.Resize(ref octets, (int)Math.Min(Array.MaxLength, Math.Max(end, octets.Length * 2L)));
        }

        var span = octets.AsSpan(Length, count);
        Length = end;
        return span;
    }
}
