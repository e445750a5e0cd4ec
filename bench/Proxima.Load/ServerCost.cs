using System.Globalization;

namespace Proxima.Load;

/// <summary>What the server's processes have used so far, as the kernel counts it (proc(5)): nanoseconds from schedstat, memory from smaps_rollup.</summary>
internal sealed class ServerCost(IReadOnlyList<int> processes)
{
    /// <summary>Processor time of every thread in nanoseconds.</summary>
    public long CpuNanoseconds => processes.Sum(process => Directory.EnumerateDirectories($"/proc/{process}/task").Sum(TimeOf));

    /// <summary>Proportional set size in KiB: shared pages are divided among those that share them. A kernel thread has none.</summary>
    public long MemoryKiB => processes.Sum(MemoryOf);

    private static long TimeOf(string thread)
    {
        try
        {
            return long.Parse(File.ReadAllText($"{thread}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return 0;
        }
    }

    private static long MemoryOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return 0;
        }
    }
}
