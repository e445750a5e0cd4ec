using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Proxima.Engine.Listeners.Native;

namespace Proxima.Engine.Snapshots;

/// <summary>A file mapped for reading, as long as it was when it was opened.</summary>
internal sealed unsafe class MappedMemory : IDisposable
{
    public MappedMemory(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Length = RandomAccess.GetLength(file);
        Start = MemoryMap.Whole(file, Length, isWritable: false);
        MemoryMap.Populate(Start, Length);
    }

    /// <summary>Null where the file is empty, and once disposed.</summary>
    public byte* Start { get; private set; }

    public long Length { get; }

    public void Dispose()
    {
        MemoryMap.Release(Start, (nuint)Length);
        Start = null;
    }
}

/// <summary>A copy of a file in memory of its own.</summary>
internal sealed unsafe class OwnedMemory : IDisposable
{
    private readonly int length;

    public OwnedMemory(ReadOnlySpan<byte> content)
        : this(content.Length) => content.CopyTo(Octets);

    public OwnedMemory(int length)
    {
        this.length = length;
        Start = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, length), 64);
    }

    public byte* Start { get; private set; }

    private Span<byte> Octets => new(Start, length);

    /// <summary>Reads the file from its start; returns how many octets it had by now, at most as many as there is room for.</summary>
    public int Fill(SafeFileHandle handle)
    {
        var filled = 0;
        while (filled < length && RandomAccess.Read(handle, Octets[filled..], filled) is > 0 and var read)
        {
            filled += read;
        }

        return filled;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Start);
        Start = null;
    }
}
