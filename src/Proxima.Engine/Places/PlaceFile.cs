using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Places;

/// <summary>
/// The compiled geolocation databases, in a file beside the snapshot that is named after its content: a snapshot is written every few seconds,
/// this one when a database changes, and both are mapped by whoever answers. The snapshot's header names the one it was built with.
/// <code>
///   snapshot                    header: PlacesId --.
///   snapshot.places-0123456789abcdef   &lt;-----------'   64 octets of header, then the section that PlaceMap reads
/// </code>
/// </summary>
public static unsafe class PlaceFile
{
    private const string Infix = ".places-";

    /// <summary>Writes a section of <see cref="PlaceTable"/> beside the snapshot, unless it is there already; returns its id.</summary>
    /// <exception cref="IOException">As of <see cref="SnapshotFile.Write"/>.</exception>
    public static ulong Write(string snapshotPath, SectionBuilder section)
    {
        ArgumentNullException.ThrowIfNull(section);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(section.Octets, hash);

        // 0 means none.
        var id = BinaryPrimitives.ReadUInt64BigEndian(hash) | 1;
        if (!TryOpen(snapshotPath, id, out var there, out _))
        {
            var file = new byte[sizeof(PlaceFileHeader) + section.Length];
            section.Octets.CopyTo(file.AsSpan(sizeof(PlaceFileHeader)));
            var header = new PlaceFileHeader { Magic = PlaceFileHeader.ExpectedMagic, Id = id, Length = (ulong)file.Length, Version = PlaceFileHeader.ExpectedVersion, Checksum = Crc32C.OfQuarters(section.Octets) };
            MemoryMarshal.Write(file, in header);
            SnapshotFile.Write(PathOf(snapshotPath, id), file);
        }

        there?.Dispose();
        return id;
    }

    /// <summary>Maps and checks the place file of a snapshot. False, with the reason in one line, when it is missing, damaged or of another version.</summary>
    public static bool TryOpen(string snapshotPath, ulong id, out PlaceMap? places, out string problem)
    {
        places = null;
        var path = PathOf(snapshotPath, id);
        MappedMemory? memory = null;
        try
        {
            memory = new MappedMemory(path);
            problem = Check(memory, id);
            if (problem.Length == 0)
            {
                places = new PlaceMap(new SectionView(memory.Start + sizeof(PlaceFileHeader), memory.Length - sizeof(PlaceFileHeader)), id, memory);
                return true;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException)
        {
            problem = $"cannot be read: {e.Message}";
        }

        memory?.Dispose();
        problem = $"needs the places in '{path}', which {problem}";
        return false;
    }

    /// <summary>Removes the place files beside the snapshot that nobody names any more. Who maps one keeps it until they let go.</summary>
    public static void DeleteOthers(string snapshotPath, params ReadOnlySpan<ulong> kept)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(snapshotPath))!;
        foreach (var path in Directory.GetFiles(folder, Path.GetFileName(snapshotPath) + Infix + "*"))
        {
            var name = path[(path.LastIndexOf(Infix, StringComparison.Ordinal) + Infix.Length)..];
            if (ulong.TryParse(name, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) && !kept.Contains(id))
            {
                File.Delete(path);
            }
        }
    }

    public static string PathOf(string snapshotPath, ulong id) => $"{snapshotPath}{Infix}{id:x16}";

    private static string Check(MappedMemory memory, ulong id)
    {
        if (memory.Length < sizeof(PlaceFileHeader))
        {
            return $"is cut off: {memory.Length} octets";
        }

        ref readonly var header = ref Unsafe.AsRef<PlaceFileHeader>(memory.Start);
        if (header.Magic != PlaceFileHeader.ExpectedMagic || header.Version != PlaceFileHeader.ExpectedVersion)
        {
            return "is no place file of this version";
        }

        var isWhole = header.Id == id && header.Length == (ulong)memory.Length && memory.Length <= SnapshotHeader.MaxFileLength
            && header.Checksum == Crc32C.OfQuarters(new ReadOnlySpan<byte>(memory.Start + sizeof(PlaceFileHeader), (int)memory.Length - sizeof(PlaceFileHeader)));
        return isWhole ? string.Empty : "is damaged: its checksum or its length is wrong";
    }
}

[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct PlaceFileHeader
{
    /// <summary>"PROXPLAC", read as a little-endian number.</summary>
    public const ulong ExpectedMagic = 0x43414C50584F5250;

    /// <summary>Raised by one whenever the layout changes.</summary>
    public const uint ExpectedVersion = 3;

    public ulong Magic;
    public ulong Id;
    public ulong Length;
    public uint Version;
    public uint Checksum;
}
