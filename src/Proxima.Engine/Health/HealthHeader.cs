using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Health;

/// <summary>
/// The first 64 octets of a health file; the words follow. <see cref="checksum"/> is the CRC-32C of the octets before it: each word
/// changes as a whole and needs none. The generation (<see cref="HealthTable.Generation"/>) starts at a random number, so that two files
/// are not taken for one.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal struct HealthHeader
{
    public const int Size = 64;

    public const int GenerationOffset = 56;

    /// <summary>"PROXHLTH", read as a little-endian number.</summary>
    private const ulong ExpectedMagic = 0x48544C48584F5250;

    /// <summary>Raised by one whenever the layout changes.</summary>
    private const uint ExpectedVersion = 4;

    private ulong magic;
    private uint version;
    private uint slots;
    private uint checksum;

    public static void Write(Span<byte> file, int slots)
    {
        var header = new HealthHeader { magic = ExpectedMagic, version = ExpectedVersion, slots = (uint)slots };
        header.checksum = ChecksumOf(header);
        MemoryMarshal.Write(file, in header);
        RandomNumberGenerator.Fill(file.Slice(GenerationOffset, sizeof(ulong)));
    }

    /// <summary>Null when the header is sound, else what is wrong.</summary>
    public static string? Check(ReadOnlySpan<byte> file, int slots)
    {
        var header = MemoryMarshal.Read<HealthHeader>(file);
        if (header.magic != ExpectedMagic)
        {
            return "is no Proxima health file";
        }

        if (header.version != ExpectedVersion)
        {
            return $"has version {header.version}, this program reads {ExpectedVersion}";
        }

        return header.slots == (uint)slots && header.checksum == ChecksumOf(header) ? null : "is damaged: its checksum is wrong";
    }

    private static uint ChecksumOf(in HealthHeader header) =>
        Crc32C.OfAllBefore(in header, in header.checksum);
}
