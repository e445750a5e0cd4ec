using Microsoft.Win32.SafeHandles;
using Proxima.Engine.Listeners.Native;

namespace Proxima.Engine.Health;

/// <summary>
/// The health table as a mapped file: written in place by the control process, read by every answering process. Its mapping keeps one
/// address for life: when the file is replaced, goes or comes, <see cref="Refresh"/> maps the new state over the old one, so the table
/// handed out at the start stays right. Without a sound file every endpoint is unknown, which is not down.
/// </summary>
public sealed unsafe class HealthFile : IDisposable
{
    /// <summary>Endpoints one node can watch. Part of the layout.</summary>
    public const int Slots = 16_384;

    private const int Length = HealthHeader.Size + (Slots * sizeof(ulong));

    private readonly string path;
    private readonly byte[] nativePath;
    private readonly bool isWritable;
    private readonly byte* start;
    private FileStamp? looked;

    private HealthFile(string path, bool isWritable)
    {
        this.path = path;
        this.isWritable = isWritable;
        nativePath = FileStamp.NativePath(path);
        start = MemoryMap.Reserve(Length);
        Table = new HealthTable((ulong*)(start + HealthHeader.Size), (ulong*)(start + HealthHeader.GenerationOffset), Slots);
    }

    public HealthTable Table { get; }

    /// <summary>Why every endpoint is unknown, in one line; null while the file is sound.</summary>
    public string? Problem { get; private set; }

    /// <summary>
    /// The control process's side. A sound file is kept with what it says, so that a restarted control process does not forget;
    /// anything else is replaced by one in which every endpoint is unknown.
    /// </summary>
    /// <exception cref="IOException">The file can be neither used nor made; the message names the path.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to; the message names the path.</exception>
    public static HealthFile Create(string path)
    {
        var file = new HealthFile(path, isWritable: true);
        if (file.TryMap() is not null)
        {
            WriteEmpty(path);
            if (file.TryMap() is { } problem)
            {
                file.Dispose();
                throw new IOException(problem);
            }
        }

        file.Table.MoveGeneration();
        return file;
    }

    /// <summary>A reader's side: never fails, see <see cref="Problem"/>.</summary>
    public static HealthFile OpenForReading(string path)
    {
        var file = new HealthFile(path, isWritable: false);
        file.Refresh();
        return file;
    }

    /// <summary>Looks whether another file stands at the path by now. True: it does, and it was taken over or refused.</summary>
    public bool Refresh()
    {
        // The words are written in place, so only the inode and the length tell another file.
        var stamp = FileStamp.Of(nativePath) with { ModifiedSecond = 0, ModifiedNanosecond = 0 };
        if (stamp == looked)
        {
            return false;
        }

        looked = stamp;
        Problem = TryMap();
        if (Problem is not null)
        {
            MemoryMap.Clear(start, Length);
        }

        return true;
    }

    public void Dispose() => MemoryMap.Release(start, Length);

    private static void WriteEmpty(string path)
    {
        var temporary = $"{path}.new";
        var octets = new byte[Length];
        HealthHeader.Write(octets, Slots);
        File.WriteAllBytes(temporary, octets);
        File.Move(temporary, path, overwrite: true);
    }

    // Null: mapped. Else the reason why not, in one line.
    private string? TryMap()
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, isWritable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (Check(handle) is { } damage)
            {
                return $"health file '{path}' {damage}";
            }

            MemoryMap.Over(start, Length, handle, isWritable);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"cannot open health file '{path}': {e.Message}";
        }
    }

    private static string? Check(SafeFileHandle handle)
    {
        Span<byte> header = stackalloc byte[HealthHeader.Size];
        return RandomAccess.GetLength(handle) == Length && RandomAccess.Read(handle, header, 0) == header.Length
            ? HealthHeader.Check(header, Slots)
            : "is damaged: its length is wrong";
    }
}
