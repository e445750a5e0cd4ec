using System.Buffers.Binary;
using Proxima.Engine.Snapshots;

namespace Proxima.Measurement.Uplink;

/// <summary>What a record of the spool says.</summary>
internal enum SpoolRecordKind : byte
{
    /// <summary>A batch to send: its JSON.</summary>
    Batch = 1,

    /// <summary>A batch that is done with, sent or given up: its id.</summary>
    Done = 2,
}

/// <summary>
/// One record of a spool file: length of the content (4 octets), CRC-32C of kind and content (4), kind (1), content. A power cut may leave
/// the last one torn: the checksum shows it.
/// </summary>
internal static class SpoolRecord
{
    public const int HeaderLength = 9;

    /// <summary>Longest content; a full batch of long network names stays well below.</summary>
    public const int MaxContentLength = 4 << 20;

    public static byte[] Write(SpoolRecordKind kind, ReadOnlySpan<byte> content)
    {
        var record = new byte[HeaderLength + content.Length];
        BinaryPrimitives.WriteInt32LittleEndian(record, content.Length);
        record[8] = (byte)kind;
        content.CopyTo(record.AsSpan(HeaderLength));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), Crc32C.Of(record.AsSpan(8)));
        return record;
    }

    /// <summary>False at the end of the file and at a record that is torn or damaged.</summary>
    public static bool TryRead(ReadOnlySpan<byte> file, out SpoolRecordKind kind, out int contentLength)
    {
        kind = default;
        contentLength = 0;
        if (file.Length < HeaderLength)
        {
            return false;
        }

        contentLength = BinaryPrimitives.ReadInt32LittleEndian(file);
        if (contentLength is < 0 or > MaxContentLength || contentLength > file.Length - HeaderLength)
        {
            return false;
        }

        kind = (SpoolRecordKind)file[8];
        return Crc32C.Of(file.Slice(8, contentLength + 1)) == BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
    }
}
