using System.Globalization;

namespace Proxima.Tests.Listeners;

/// <summary>The threads of a process by name with their niceness, as the kernel tells it (proc(5)).</summary>
internal static class ThreadNiceness
{
    private const int MostNice = 19;

    /// <summary>That of this test, and so of what it starts.</summary>
    public static int Own => Parse(File.ReadAllText("/proc/thread-self/stat"));

    /// <summary>That of what gives way.</summary>
    public static int Behind => Math.Min(MostNice, Own + 15);

    public static ILookup<string, int> Of(int process) =>
        Directory.GetDirectories($"/proc/{process}/task").Select(TryReadStat).OfType<string>().ToLookup(stat => stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..stat.LastIndexOf(')')], Parse);

    public static int ParentOf(int process) => int.Parse(Fields(File.ReadAllText($"/proc/{process}/stat"))[1], CultureInfo.InvariantCulture);

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

    private static int Parse(string stat) => int.Parse(Fields(stat)[16], CultureInfo.InvariantCulture);

    // Behind the name, which may hold anything.
    private static string[] Fields(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
}
