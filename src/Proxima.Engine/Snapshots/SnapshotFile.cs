using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Proxima.Engine.Snapshots;

/// <summary>The snapshot on disk: written beside its place, flushed, renamed over it, so that a reader sees a whole old or a whole new one.</summary>
public static unsafe class SnapshotFile
{
    /// <exception cref="IOException">The folder is missing, not writable or full; the message names the path.</exception>
    public static void Write(string path, ReadOnlySpan<byte> file)
    {
        var temporary = $"{path}.new";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.Read))
        {
            stream.Write(file);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Maps and checks a snapshot. False, with the reason in one line, when there is none or it is damaged or of another version.</summary>
    public static bool TryOpen(string path, out Snapshot? snapshot, out string problem)
    {
        snapshot = null;
        MappedMemory memory;
        try
        {
            memory = new MappedMemory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problem = $"cannot open snapshot '{path}': {e.Message}";
            return false;
        }

        if (TryRead(memory.Start, memory.Length, memory, out snapshot, out problem))
        {
            return true;
        }

        memory.Dispose();
        problem = $"snapshot '{path}' {problem}";
        return false;
    }

    /// <summary>A snapshot over a copy of <paramref name="file"/> in memory, for tools and tests.</summary>
    public static bool TryRead(ReadOnlySpan<byte> file, out Snapshot? snapshot, out string problem)
    {
        var memory = new OwnedMemory(file);
        return TryRead(memory.Start, file.Length, memory, out snapshot, out problem);
    }

    internal static uint HeaderChecksumOf(ReadOnlySpan<byte> file) =>
        Crc32C.Of(file[..(int)Marshal.OffsetOf<SnapshotHeader>(nameof(SnapshotHeader.HeaderChecksum))]);

    private static bool TryRead(byte* start, long length, IDisposable memory, out Snapshot? snapshot, out string problem)
    {
        snapshot = null;
        problem = Check(start, length);
        if (problem.Length > 0)
        {
            return false;
        }

        ref readonly var header = ref Unsafe.AsRef<SnapshotHeader>(start);
        snapshot = new Snapshot(
            header,
            new SectionView(start + header.ZonesOffset, (long)header.ZonesLength),
            new SectionView(start + header.SteeringOffset, (long)header.SteeringLength),
            new SectionView(start + header.LatencyOffset, (long)header.LatencyLength),
            memory);
        return true;
    }

    private static string Check(byte* start, long length)
    {
        if (length < SnapshotHeader.Size)
        {
            return $"is cut off: {length} octets";
        }

        ref readonly var header = ref Unsafe.AsRef<SnapshotHeader>(start);
        if (header.Magic != SnapshotHeader.ExpectedMagic)
        {
            return "is no Proxima snapshot";
        }

        if (header.Version != SnapshotHeader.ExpectedVersion)
        {
            return $"has version {header.Version}, this program reads {SnapshotHeader.ExpectedVersion}: build it anew";
        }

        if (header.HeaderChecksum != HeaderChecksumOf(new ReadOnlySpan<byte>(start, SnapshotHeader.Size))
            || header.FileLength != (ulong)length
            || !Lies(header.ZonesOffset, header.ZonesLength, length)
            || !Lies(header.SteeringOffset, header.SteeringLength, length)
            || !Lies(header.LatencyOffset, header.LatencyLength, length)
            || header.Checksum != Crc32C.Of(new ReadOnlySpan<byte>(start + SnapshotHeader.Size, (int)(length - SnapshotHeader.Size))))
        {
            return "is damaged: its checksum or its length is wrong";
        }

        return string.Empty;
    }

    private static bool Lies(ulong offset, ulong size, long length) => offset <= (ulong)length && size <= (ulong)length - offset;

    private sealed class MappedMemory : IDisposable
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

    private sealed class OwnedMemory : IDisposable
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
}
