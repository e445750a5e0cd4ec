namespace Proxima.EndToEnd.Packages;

/// <summary>What <c>./dev package quick</c> left in out/packages.</summary>
internal static class BuiltPackages
{
    /// <summary>The base first: the others need it.</summary>
    public static readonly string[] Names = ["proxima", "proxima-server", "proxima-pdns-plugin", "proxima-check-dns", "proxima-check-latency", "proxima-monitoring"];

    public static string Folder { get; } = Path.Combine(Repository.Root, "out", "packages");

    public static void Require()
    {
        EndToEnd.Require.Root();
        EndToEnd.Require.Tool("systemd-nspawn", "systemd-container");
        Assert.True(Directory.Exists(Folder), $"{Folder} is not there: run ./dev package quick first");
    }

    /// <summary>The files of all packages of a format, as an installed machine sees them.</summary>
    public static IReadOnlyList<string> Deb(string folder = ScratchMachine.Packages) => [.. Names.Select(name => $"{folder}/{Single($"{name}_*.deb")}")];

    public static IReadOnlyList<string> Rpm(string folder = ScratchMachine.Packages) => [.. Names.Select(name => $"{folder}/{Single($"{name}-[0-9]*.rpm", $"{name}-*.rpm")}")];

    private static string Single(string what, string? pattern = null)
    {
        var name = what[..what.LastIndexOfAny(['_', '['])];
        return Assert.Single(Directory.GetFiles(Folder, pattern ?? what).Select(path => Path.GetFileName(path)!).Where(file => pattern is null || char.IsAsciiDigit(file[name.Length])));
    }
}
