namespace Proxima.EndToEnd;

/// <summary>Where the things under test are: the programs <c>./dev build</c> leaves in out/, found upward from the test's own folder.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The built program; PROXIMA_OUT names another folder than out/.</summary>
    public static string Program(string name)
    {
        var folder = Environment.GetEnvironmentVariable("PROXIMA_OUT") ?? Path.Combine(Root, "out");
        var program = Path.Combine(folder, name);
        Assert.True(File.Exists(program), $"{program} is not there: run ./dev build first");
        return program;
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Proxima.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("no Proxima.slnx above the test's folder");
        }

        return folder;
    }
}
