using System.Runtime.InteropServices;

namespace Proxima.Dns.Messages;

/// <summary>Where names already stand in the message being written: per-worker scratch, reset for each message (RFC 1035 section 4.1.4).</summary>
/// <remarks>
/// Each entry is a suffix of a written name: where it starts and how long it is uncompressed. The octets themselves stay in the message and are
/// compared there, exactly: a name in another case is written out, so that every name keeps the case it was given in.
/// </remarks>
public sealed class NameCompression
{
    /// <summary>Suffixes remembered in one message. Later ones are still compressed against these; the search stays bounded for a message of any size.</summary>
    public const int MaxEntries = 128;

    /// <summary>A pointer has 14 bits: what starts beyond cannot be pointed at.</summary>
    public const int MaxOffset = 0x3FFF;

    private readonly Entry[] entries = new Entry[MaxEntries];

    internal int Count { get; private set; }

    internal void Truncate(int count) => Count = count;

    internal void Add(int offset, int length)
    {
        if (offset <= MaxOffset && Count < MaxEntries)
        {
            entries[Count++] = new Entry((ushort)offset, (byte)length);
        }
    }

    /// <summary>Where <paramref name="suffix"/>, an uncompressed name, already stands in <paramref name="message"/>; -1 if nowhere.</summary>
    internal int Find(ReadOnlySpan<byte> message, ReadOnlySpan<byte> suffix)
    {
        foreach (var entry in entries.AsSpan(0, Count))
        {
            if (entry.Length == suffix.Length && StandsAt(message, entry.Offset, suffix))
            {
                return entry.Offset;
            }
        }

        return -1;
    }

    /// <summary>Only offsets this class was given are followed, so labels are whole and pointers go backwards.</summary>
    private static bool StandsAt(ReadOnlySpan<byte> message, int at, ReadOnlySpan<byte> name)
    {
        while (true)
        {
            int label = message[at];
            if (label > 0x3F)
            {
                at = ((label & 0x3F) << 8) | message[at + 1];
                continue;
            }

            if (label != name[0] || !message.Slice(at + 1, label).SequenceEqual(name.Slice(1, label)))
            {
                return false;
            }

            if (label == 0)
            {
                return true;
            }

            at += label + 1;
            name = name[(label + 1)..];
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(ushort Offset, byte Length);
}
