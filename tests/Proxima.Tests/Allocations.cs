namespace Proxima.Tests;

/// <summary>How much managed memory a steady piece of work takes.</summary>
internal static class Allocations
{
    /// <summary>
    /// What the runtime itself may allocate on this thread while it compiles a method anew; that happens in some turn, never in every one.
    /// </summary>
    public const int OfTheRuntime = 16_384;

    private const int Turns = 20;

    /// <summary>Octets allocated in the leanest of several turns: work that allocates does so in every turn.</summary>
    public static long InTheLeanestTurn(Action work)
    {
        var least = long.MaxValue;
        for (var turn = 0; turn < Turns && least > 0; turn++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
