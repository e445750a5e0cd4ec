using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Proxima.Engine.Places;

namespace Proxima.Engine.Snapshots;

/// <summary>The snapshot on disk: written beside its place, flushed, renamed over it, so that a reader sees a whole old or a whole new one.</summary>
public static unsafe class SnapshotFile
{
    // A call that writes is not interrupted by every kernel, and who answers on the same core waits for its end.
    private const int OctetsInACall = 64 * 1024;

    /// <exception cref="IOException">The folder is missing, not writable or full; the message names the path. What stood at the path still stands.</exception>
    public static void Write(string path, ReadOnlySpan<byte> file)
    {
        var temporary = $"{path}.new";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0))
            {
                for (var rest = file; rest.Length > 0; rest = rest[Math.Min(OctetsInACall, rest.Length)..])
                {
                    stream.Write(rest[..Math.Min(OctetsInACall, rest.Length)]);
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Half a snapshot must not hold the last room of a full disk.
            DeleteIfPossible(temporary);
            throw e as IOException ?? new IOException(e.Message, e);
        }
    }

    /// <summary>
    /// Maps and checks a snapshot and the place file it names. False, with the reason in one line, when there is none or it is damaged or of
    /// another version.
    /// </summary>
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

        PlaceMap? places = null;
        problem = Check(memory.Start, memory.Length);
        if (problem.Length == 0 && TryOpenPlaces(path, memory, out places, out problem) && TryCreate(memory.Start, places!, memory, out snapshot, out problem))
        {
            return true;
        }

        places?.Dispose();
        memory.Dispose();
        problem = $"snapshot '{path}' {problem}";
        return false;
    }

    /// <summary>A snapshot over a copy of <paramref name="file"/> in memory, without places, for tools and tests.</summary>
    public static bool TryRead(ReadOnlySpan<byte> file, out Snapshot? snapshot, out string problem)
    {
        snapshot = null;
        var memory = new OwnedMemory(file);
        problem = Check(memory.Start, file.Length);
        if (problem.Length == 0 && TryCreate(memory.Start, PlaceMap.Empty, memory, out snapshot, out problem))
        {
            return true;
        }

        memory.Dispose();
        return false;
    }

    private static void DeleteIfPossible(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Why the write failed is what the caller is to hear.
        }
    }

    internal static uint HeaderChecksumOf(ReadOnlySpan<byte> file) => Crc32C.Of(file[..SnapshotHeader.HeaderChecksumOffset]);

    internal static uint ChecksumOf(ReadOnlySpan<byte> file) => Crc32C.OfQuarters(file[(SnapshotHeader.HeaderChecksumOffset + sizeof(uint))..]);

    private static bool TryOpenPlaces(string path, MappedMemory memory, out PlaceMap? places, out string problem)
    {
        (places, problem) = (PlaceMap.Empty, string.Empty);
        var id = Unsafe.AsRef<SnapshotHeader>(memory.Start).PlacesId;
        return id == 0 || PlaceFile.TryOpen(path, id, out places, out problem);
    }

    // Of a checked file.
    private static bool TryCreate(byte* start, PlaceMap places, IDisposable memory, out Snapshot? snapshot, out string problem)
    {
        snapshot = null;
        problem = string.Empty;
        ref readonly var header = ref Unsafe.AsRef<SnapshotHeader>(start);
        try
        {
            var sections = new SnapshotSections(
                new SectionView(start + header.ZonesOffset, (long)header.ZonesLength),
                new SectionView(start + header.SteeringOffset, (long)header.SteeringLength),
                new SectionView(start + header.LatencyOffset, (long)header.LatencyLength));
            snapshot = new Snapshot(header, in sections, places, memory);
            return true;
        }
        catch (InvalidDataException e)
        {
            // Sound by its checksum, but not written by a program of this version.
            problem = $"cannot be used: {e.Message}";
            return false;
        }
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

        if (length > SnapshotHeader.MaxFileLength)
        {
            return $"is larger than {SnapshotHeader.MaxFileLength} octets";
        }

        if (header.HeaderChecksum != HeaderChecksumOf(new ReadOnlySpan<byte>(start, SnapshotHeader.Size))
            || header.FileLength != (ulong)length
            || !Lies(header.ZonesOffset, header.ZonesLength, length)
            || !Lies(header.SteeringOffset, header.SteeringLength, length)
            || !Lies(header.LatencyOffset, header.LatencyLength, length)
            || header.Checksum != ChecksumOf(new ReadOnlySpan<byte>(start, (int)length)))
        {
            return "is damaged: its checksum or its length is wrong";
        }

        return string.Empty;
    }

    private static bool Lies(ulong offset, ulong size, long length) => offset <= (ulong)length && size <= (ulong)length - offset;
}
