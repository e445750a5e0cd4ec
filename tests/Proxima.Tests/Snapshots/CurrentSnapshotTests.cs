using Proxima.Engine.Places;
using Proxima.Engine.Snapshots;

namespace Proxima.Tests.Snapshots;

public sealed class CurrentSnapshotTests
{
    private readonly CurrentSnapshot current = new();

    [Fact]
    public void Before_the_first_snapshot_a_reader_has_none() =>
        Assert.Null(current.AddReader().Enter());

    [Fact]
    public void A_replaced_snapshot_is_disposed_when_its_last_reader_leaves()
    {
        var (one, two) = (new Held(), new Held());
        var (first, second) = (current.AddReader(), current.AddReader());
        current.Replace(one.Snapshot);
        Assert.Same(one.Snapshot, first.Enter());
        Assert.Same(one.Snapshot, second.Enter());

        current.Replace(two.Snapshot);
        first.Exit();
        Assert.Equal(1, current.Sweep());
        Assert.False(one.IsDisposed);
        Assert.Same(two.Snapshot, first.Enter());

        second.Exit();
        Assert.Equal(0, current.Sweep());
        Assert.True(one.IsDisposed);
        Assert.False(two.IsDisposed);
    }

    [Fact]
    public void Replacing_a_snapshot_by_itself_keeps_it_alive()
    {
        var one = new Held();
        current.Replace(one.Snapshot);
        current.Replace(one.Snapshot);
        Assert.False(one.IsDisposed);
    }

    [Fact]
    public async Task No_reader_ever_holds_a_disposed_snapshot()
    {
        var snapshots = Enumerable.Range(0, 2000).Select(_ => new Held()).ToArray();
        var byInstance = snapshots.ToDictionary(held => held.Snapshot);
        using var done = new CancellationTokenSource();
        current.Replace(snapshots[0].Snapshot);
        var reader = current.AddReader();
        var reading = Task.Run(() =>
        {
            var wrong = 0;
            while (!done.IsCancellationRequested)
            {
                wrong += byInstance[reader.Enter()!].IsDisposed ? 1 : 0;
                reader.Exit();
            }

            return wrong;
        });
        foreach (var held in snapshots)
        {
            current.Replace(held.Snapshot);
        }

        await done.CancelAsync();
        Assert.Equal(0, await reading);
        Assert.Equal(0, current.Sweep());
        Assert.Equal(snapshots.Length - 1, snapshots.Count(held => held.IsDisposed));
    }

    /// <summary>A snapshot that knows whether its memory was given back.</summary>
    private sealed unsafe class Held : IDisposable
    {
        private static readonly byte[] Zeros = GC.AllocateArray<byte>(4096, pinned: true);
        private volatile bool isDisposed;

        public Held()
        {
            fixed (byte* start = Zeros)
            {
                var empty = new SectionView(start, Zeros.Length);
                Snapshot = new Snapshot(default, new SnapshotSections(empty, empty, empty), PlaceMap.Empty, this);
            }
        }

        public Snapshot Snapshot { get; }

        public bool IsDisposed => isDisposed;

        public void Dispose() => isDisposed = true;
    }
}
