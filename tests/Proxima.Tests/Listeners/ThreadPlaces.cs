using System.Globalization;

namespace Proxima.Tests.Listeners;

/// <summary>The threads of a process by name, with their places among all that want a core, as the kernel tells them (proc(5)).</summary>
internal static class ThreadPlaces
{
    private const int MostNice = 19;

    /// <summary>How nice this test is, and so what it starts.</summary>
    public static int OwnNiceness => Niceness(File.ReadAllText("/proc/thread-self/stat"));

    /// <summary>How nice that is which gives way.</summary>
    public static int NicenessBehind => Math.Min(MostNice, OwnNiceness + 15);

    public static ILookup<string, int> NicenessOf(int process) => Of(process, Niceness);

    /// <summary>Whether each is of the real-time class (SCHED_RR, 2).</summary>
    public static ILookup<string, bool> RealTimeOf(int process) => Of(process, stat => Field(stat, 38) == 2);

    public static int ParentOf(int process) => Field(File.ReadAllText($"/proc/{process}/stat"), 1);

    private static ILookup<string, T> Of<T>(int process, Func<string, T> read) =>
        Directory.GetDirectories($"/proc/{process}/task").Select(TryReadStat).OfType<string>().ToLookup(stat => stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..stat.LastIndexOf(')')], read);

    // Null: it has ended since it was listed, as threads of the runtime do.
    private static string? TryReadStat(string thread)
    {
        try
        {
            return File.ReadAllText($"{thread}/stat");
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static int Niceness(string stat) => Field(stat, 16);

    // Counted behind the name, which may hold anything.
    private static int Field(string stat, int number) => int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[number], CultureInfo.InvariantCulture);
}
