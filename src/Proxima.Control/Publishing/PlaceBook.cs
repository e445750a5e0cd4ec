using Proxima.Engine.Latency;
using Proxima.Engine.Places;
using Proxima.Engine.Snapshots;

namespace Proxima.Control.Publishing;

/// <summary>
/// The place file in force: looked up here, mapped by the answering side, named by the next snapshot. A start goes on with the one that the
/// last snapshot names, until the databases were read. Any thread.
/// </summary>
public sealed class PlaceBook : IDisposable
{
    private readonly Lock gate = new();
    private readonly string snapshotPath;
    private PlaceMap current = PlaceMap.Empty;

    /// <param name="snapshotPath">Place files stand beside it.</param>
    /// <param name="isUsed">False: no databases are configured, and what an earlier run had is dropped.</param>
    public PlaceBook(string snapshotPath, bool isUsed)
    {
        this.snapshotPath = snapshotPath;
        if (isUsed && SnapshotFile.TryOpen(snapshotPath, out var snapshot, out _))
        {
            var id = snapshot!.Places.Id;
            snapshot.Dispose();
            current = id != 0 && PlaceFile.TryOpen(snapshotPath, id, out var places, out _) ? places! : current;
        }
    }

    /// <summary>0: there is none.</summary>
    public ulong Id
    {
        get
        {
            lock (gate)
            {
                return current.Id;
            }
        }
    }

    /// <summary>Ranges of addresses, those of no known place included.</summary>
    public int RangeCount
    {
        get
        {
            lock (gate)
            {
                return current.RangeCount;
            }
        }
    }

    public PlaceMatch Find(in Prefix network)
    {
        lock (gate)
        {
            // Under the lock: the map of a replaced file is unmapped.
            return current.Find(in network);
        }
    }

    /// <summary>Writes compiled databases and takes them; false when they say what is in force already.</summary>
    /// <exception cref="IOException">The file cannot be written or read back; what was in force still is.</exception>
    public bool Take(SectionBuilder section)
    {
        var id = PlaceFile.Write(snapshotPath, section);
        if (id == Id)
        {
            return false;
        }

        if (!PlaceFile.TryOpen(snapshotPath, id, out var places, out var problem))
        {
            throw new IOException($"a snapshot {problem}");
        }

        lock (gate)
        {
            current.Dispose();
            current = places!;
        }

        return true;
    }

    /// <summary>A snapshot that names <paramref name="id"/> is in force: files that neither it nor the next one names are removed.</summary>
    public void Published(ulong id)
    {
        lock (gate)
        {
            PlaceFile.DeleteOthers(snapshotPath, id, current.Id);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            current.Dispose();
            current = PlaceMap.Empty;
        }
    }
}
