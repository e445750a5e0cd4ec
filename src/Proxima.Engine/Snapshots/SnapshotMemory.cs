using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Proxima.Engine.Listeners.Native;

namespace Proxima.Engine.Snapshots;

/// <summary>A snapshot file mapped for reading.</summary>
internal sealed unsafe class MappedMemory : IDisposable
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    public MappedMemory(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Length = stream.Length;
        file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Start = start;
        MemoryMap.Populate(start, Length);
    }

    public byte* Start { get; }

    public long Length { get; }

    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
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
