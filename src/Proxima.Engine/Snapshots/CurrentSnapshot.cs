namespace Proxima.Engine.Snapshots;

/// <summary>
/// The one place where the walk of a sample touches the walk of a query. Workers read through a <see cref="SnapshotReader"/> of their own,
/// one publisher swaps; a replaced snapshot is disposed once no reader is inside it.
/// <code>
///   worker:    Enter -> snapshot, answer a batch with it, Exit
///   publisher: Replace(new) -> old retired -> Sweep disposes it when no reader holds it
/// </code>
/// </summary>
public sealed class CurrentSnapshot
{
    private readonly Lock gate = new();
    private readonly List<Snapshot> retired = [];
    private SnapshotReader[] readers = [];
    private Snapshot? current;

    internal Snapshot? Latest => Volatile.Read(ref current);

    public SnapshotReader AddReader()
    {
        lock (gate)
        {
            var reader = new SnapshotReader(this);
            readers = [.. readers, reader];
            return reader;
        }
    }

    public void Replace(Snapshot snapshot)
    {
        lock (gate)
        {
            var old = Interlocked.Exchange(ref current, snapshot);
            if (old is not null && !ReferenceEquals(old, snapshot))
            {
                retired.Add(old);
            }
        }

        Sweep();
    }

    /// <summary>Disposes what nobody reads any more; returns how many replaced snapshots are still held.</summary>
    public int Sweep()
    {
        lock (gate)
        {
            for (var i = retired.Count - 1; i >= 0; i--)
            {
                if (!Array.Exists(readers, reader => reader.Holds(retired[i])))
                {
                    retired[i].Dispose();
                    retired.RemoveAt(i);
                }
            }

            return retired.Count;
        }
    }
}

/// <summary>One worker's view of the current snapshot. Used by one thread.</summary>
public sealed class SnapshotReader
{
    private readonly CurrentSnapshot owner;
    private Snapshot? held;

    internal SnapshotReader(CurrentSnapshot owner) => this.owner = owner;

    /// <summary>The current snapshot, held until <see cref="Exit"/>; null when there is none yet.</summary>
    public Snapshot? Enter()
    {
        // Announce, then look again: if the publisher swapped in between, it may not have seen the announcement.
        while (true)
        {
            var snapshot = owner.Latest;
            Volatile.Write(ref held, snapshot);
            Interlocked.MemoryBarrier();
            if (ReferenceEquals(owner.Latest, snapshot))
            {
                return snapshot;
            }
        }
    }

    public void Exit() => Volatile.Write(ref held, null);

    internal bool Holds(Snapshot snapshot) => ReferenceEquals(Volatile.Read(ref held), snapshot);
}
