using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Proxima.Engine.Latency;

/// <summary>Where the paths of one network lie: a run of <see cref="Count"/> of them in a block for runs of 1, 2, 4 ... 256. 6 octets.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct PathRun
{
    /// <summary>Most paths of one network.</summary>
    public const int MostPaths = 255;

    public int Number;
    public byte SizeClass;
    public byte Count;
}

/// <summary>
/// The paths of all networks, those of one network side by side, so that a pass over them reads memory in one direction. A network that
/// outgrows its run moves to one of twice the size. Blocks are never copied, and given back runs are used again.
/// </summary>
internal sealed class PathStore
{
    private const int SizeClasses = 9;
    private const int BlockBits = 13;

    private readonly List<PathEstimate[]>[] blocks = [.. Enumerable.Range(0, SizeClasses).Select(_ => new List<PathEstimate[]>())];
    private readonly Stack<int>[] free = [.. Enumerable.Range(0, SizeClasses).Select(_ => new Stack<int>())];
    private readonly int[] used = new int[SizeClasses];

    /// <summary>Octets of all blocks.</summary>
    public long Octets => blocks.Sum(list => (long)list.Count) * (1 << BlockBits) * Unsafe.SizeOf<PathEstimate>();

    public Span<PathEstimate> this[PathRun run] => Slots(run.SizeClass, run.Number)[..run.Count];

    /// <summary>A new path at the end of a run; there is room for <see cref="PathRun.MostPaths"/>.</summary>
    public ref PathEstimate Add(ref PathRun run, ushort site)
    {
        if (run.Count == 0)
        {
            run = new PathRun { Number = Take(0) };
        }
        else if (run.Count == 1 << run.SizeClass)
        {
            var larger = run with { SizeClass = (byte)(run.SizeClass + 1), Number = Take(run.SizeClass + 1) };
            this[run].CopyTo(Slots(larger.SizeClass, larger.Number));
            free[run.SizeClass].Push(run.Number);
            run = larger;
        }

        run.Count++;
        ref var path = ref this[run][run.Count - 1];
        path = new PathEstimate { Site = site };
        return ref path;
    }

    /// <summary>Removes the path at a place; the last one takes it.</summary>
    public void RemoveAt(ref PathRun run, int place)
    {
        var paths = this[run];
        paths[place] = paths[^1];
        run.Count--;
        if (run.Count == 0)
        {
            free[run.SizeClass].Push(run.Number);
        }
    }

    private int Take(int sizeClass)
    {
        if (free[sizeClass].TryPop(out var number))
        {
            return number;
        }

        number = used[sizeClass]++;
        if (number >> (BlockBits - sizeClass) == blocks[sizeClass].Count)
        {
            blocks[sizeClass].Add(new PathEstimate[1 << BlockBits]);
        }

        return number;
    }

    private Span<PathEstimate> Slots(int sizeClass, int number)
    {
        var runsPerBlock = BlockBits - sizeClass;
        return blocks[sizeClass][number >> runsPerBlock].AsSpan((number & ((1 << runsPerBlock) - 1)) << sizeClass, 1 << sizeClass);
    }
}
