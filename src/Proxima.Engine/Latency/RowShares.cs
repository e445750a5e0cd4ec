namespace Proxima.Engine.Latency;

/// <summary>Work on many rows that do not depend on each other, in shares that the cores take by turns. What comes out is the same with any number of cores.</summary>
internal static class RowShares
{
    /// <summary>Rows of a share: some milliseconds, so that a core that other work slows down does not hold up the rest.</summary>
    public const int Rows = 8192;

    /// <param name="count">How many rows.</param>
    /// <param name="work">From this row to before that one; called on several threads at once.</param>
    /// <param name="rows">Rows of a share, where one of them is much work.</param>
    public static void Run(int count, Action<int, int> work, int rows = Rows)
    {
        if (count <= rows)
        {
            if (count > 0)
            {
                work(0, count);
            }

            return;
        }

        Parallel.For(0, (count + rows - 1) / rows, share => work(share * rows, Math.Min(count, (share + 1) * rows)));
    }
}
