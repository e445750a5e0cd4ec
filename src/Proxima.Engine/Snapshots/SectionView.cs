using System.Runtime.CompilerServices;

namespace Proxima.Engine.Snapshots;

/// <summary>A part of a snapshot in mapped memory, read in place. Offsets are octets from its start; every access is checked against its end.</summary>
public readonly unsafe struct SectionView(byte* start, long length)
{
    private readonly byte* start = start;

    public long Length { get; } = length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly T At<T>(long offset)
        where T : unmanaged
    {
        if ((ulong)offset > (ulong)Length || (ulong)sizeof(T) > (ulong)Length - (ulong)offset)
        {
            ThrowOutside();
        }

        return ref *(T*)(start + offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> Span<T>(long offset, int count)
        where T : unmanaged
    {
        if (count < 0 || (ulong)offset > (ulong)Length || (ulong)count * (ulong)sizeof(T) > (ulong)Length - (ulong)offset)
        {
            ThrowOutside();
        }

        return new ReadOnlySpan<T>(start + offset, count);
    }

    private static void ThrowOutside() => throw new InvalidDataException("A snapshot section points outside itself; the checksum should have caught it.");
}
