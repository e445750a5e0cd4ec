using Proxima.Engine.Listeners.Native;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Listeners;

/// <summary>Looks at the snapshot's path and takes over what was renamed to it. What is damaged or gone is refused once, and the last good one stays.</summary>
public sealed class SnapshotWatch(string path, CurrentSnapshot snapshots)
{
    private readonly byte[] nativePath = FileStamp.NativePath(path);
    private FileStamp? looked;

    public bool HasSnapshot { get; private set; }

    /// <summary>Why the file at the path is not the one answered from; null when it is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Returns the problem if this look found a new one, else null. Looking at an unchanged file allocates nothing.</summary>
    public string? Look()
    {
        snapshots.Sweep();
        var stamp = FileStamp.Of(nativePath);
        if (stamp == looked)
        {
            return null;
        }

        // The stamp was taken first: should yet another file come while this one is opened, the next look sees a difference.
        looked = stamp;
        if (!SnapshotFile.TryOpen(path, out var snapshot, out var problem))
        {
            return Problem = problem;
        }

        snapshots.Replace(snapshot!);
        HasSnapshot = true;
        return Problem = null;
    }
}
