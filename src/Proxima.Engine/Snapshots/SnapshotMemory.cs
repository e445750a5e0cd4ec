using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

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

/// <summary>A copy of a snapshot file in memory of its own.</summary>
internal sealed unsafe class OwnedMemory : IDisposable
{
    public OwnedMemory(ReadOnlySpan<byte> content)
    {
        Start = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, content.Length), 64);
        content.CopyTo(new Span<byte>(Start, content.Length));
    }

    public byte* Start { get; private set; }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Start);
        Start = null;
    }
}
