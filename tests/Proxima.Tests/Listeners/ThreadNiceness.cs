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
        Directory.EnumerateDirectories($"/proc/{process}/task").ToLookup(thread => File.ReadAllText($"{thread}/comm").Trim(), thread => Parse(File.ReadAllText($"{thread}/stat")));

    public static int ParentOf(int process) => int.Parse(Fields(File.ReadAllText($"/proc/{process}/stat"))[1], CultureInfo.InvariantCulture);

    private static int Parse(string stat) => int.Parse(Fields(stat)[16], CultureInfo.InvariantCulture);

    // Behind the name, which may hold anything.
    private static string[] Fields(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
}
