using System.Text;
using System.Text.Json;

namespace Proxima.Measurement.Uplink;

/// <summary>
/// Batches a peer has not taken yet, in one append-only file per peer: each batch is a record, and so is the word that it is done. Opening
/// replays the file and cuts a torn last record off. Bounded: the oldest batch goes and is counted. One thread at a time.
/// </summary>
public sealed class BatchSpool : IDisposable
{
    /// <summary>Longest spool file of one peer; some 700,000 samples, four hours at the default budget.</summary>
    public const long DefaultMaxOctets = 64 << 20;

    private readonly string path;
    private readonly long maxOctets;
    private readonly LinkedList<Entry> live = new();
    private FileStream file;
    private long sampleCount;

    /// <exception cref="IOException">The file cannot be opened; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public BatchSpool(string path, long maxOctets = DefaultMaxOctets)
    {
        this.path = path;
        this.maxOctets = maxOctets;
        file = Open(path);
        Replay();
    }

    public int Count => live.Count;

    /// <summary>Samples in all its batches.</summary>
    public long SampleCount => Interlocked.Read(ref sampleCount);

    /// <summary>Samples given up because the spool was full.</summary>
    public long Dropped { get; private set; }

    /// <summary>Octets of a torn record that opening cut off.</summary>
    public long TornOctets { get; private set; }

    /// <summary>On the disk when it returns.</summary>
    /// <exception cref="IOException">The disk is full or gone; the spool is as before.</exception>
    public void Append(SampleBatch batch)
    {
        var record = SpoolRecord.Write(SpoolRecordKind.Batch, JsonSerializer.SerializeToUtf8Bytes(batch, UplinkJson.Default.SampleBatch));
        MakeRoom(record.Length);
        var offset = WriteAtEnd(record);
        file.Flush(flushToDisk: true);
        Add(new Entry(batch.Batch, batch.Samples.Count, offset, record.Length));
    }

    /// <summary>The oldest batch, or null.</summary>
    public SampleBatch? Peek()
    {
        if (live.First?.Value is not { } entry)
        {
            return null;
        }

        return ReadBatch(ReadRecord(entry).AsSpan(SpoolRecord.HeaderLength));
    }

    /// <summary>The oldest batch is done with. If the word is lost in a crash, the batch is sent again, which its id makes harmless.</summary>
    public void RemoveOldest()
    {
        var entry = Forget(live.First!);
        if (live.Count == 0)
        {
            file.SetLength(0);
            return;
        }

        WriteAtEnd(SpoolRecord.Write(SpoolRecordKind.Done, Encoding.ASCII.GetBytes(entry.Id)));
        file.Flush();
    }

    public void Dispose() => file.Dispose();

    private void Add(Entry entry)
    {
        live.AddLast(entry);
        Interlocked.Add(ref sampleCount, entry.SampleCount);
    }

    private Entry Forget(LinkedListNode<Entry> node)
    {
        live.Remove(node);
        Interlocked.Add(ref sampleCount, -node.Value.SampleCount);
        return node.Value;
    }

    // Not shared: on Linux that is a lock, so two agents cannot write into one spool.
    private static FileStream Open(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private void Replay()
    {
        var octets = new byte[file.Length];
        file.ReadExactly(octets);
        var offset = 0;
        while (SpoolRecord.TryRead(octets.AsSpan(offset), out var kind, out var contentLength))
        {
            var content = octets.AsSpan(offset + SpoolRecord.HeaderLength, contentLength);
            ReplayRecord(kind, content, offset);
            offset += SpoolRecord.HeaderLength + contentLength;
        }

        TornOctets = file.Length - offset;
        file.SetLength(offset);
    }

    private void ReplayRecord(SpoolRecordKind kind, ReadOnlySpan<byte> content, int offset)
    {
        if (kind == SpoolRecordKind.Done)
        {
            var id = Encoding.ASCII.GetString(content);
            for (var node = live.First; node is not null; node = node.Next)
            {
                if (node.Value.Id == id)
                {
                    Forget(node);
                    break;
                }
            }
        }
        else if (ReadBatch(content) is { } batch)
        {
            Add(new Entry(batch.Batch, batch.Samples.Count, offset, SpoolRecord.HeaderLength + content.Length));
        }
    }

    /// <summary>Null for content that another version wrote and this one cannot read: it is passed over.</summary>
    private static SampleBatch? ReadBatch(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, UplinkJson.Default.SampleBatch);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private byte[] ReadRecord(Entry entry)
    {
        var record = new byte[entry.Length];
        file.Position = entry.Offset;
        file.ReadExactly(record);
        return record;
    }

    /// <summary>A write that fails halfway is taken back, so that it does not hide what is appended after it.</summary>
    private long WriteAtEnd(byte[] record)
    {
        var offset = file.Length;
        try
        {
            file.Position = offset;
            file.Write(record);
            file.Flush();
            return offset;
        }
        catch (IOException)
        {
            file.SetLength(offset);
            throw;
        }
    }

    private void MakeRoom(int octets)
    {
        if (file.Length + octets <= maxOctets)
        {
            return;
        }

        // Half of the room, not just enough: else every append to a full spool would write the whole file anew.
        while (live.Sum(entry => (long)entry.Length) + octets > maxOctets / 2 && live.First is { } oldest)
        {
            Dropped += Forget(oldest).SampleCount;
        }

        Compact();
    }

    /// <summary>Writes the live batches to a new file and puts it in the place of the old one.</summary>
    private void Compact()
    {
        var fresh = path + ".new";
        using (var copy = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            for (var node = live.First; node is not null; node = node.Next)
            {
                var record = ReadRecord(node.Value);
                node.Value = node.Value with { Offset = copy.Position };
                copy.Write(record);
            }

            copy.Flush(flushToDisk: true);
        }

        file.Dispose();
        File.Move(fresh, path, overwrite: true);
        file = Open(path);
    }

    private sealed record Entry(string Id, int SampleCount, long Offset, int Length);
}
