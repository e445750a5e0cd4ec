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

    public static IReadOnlyList<string> Rpm(string folder = ScratchMachine.Packages) => [.. Names.Select(name => $"{folder}/{Single($"{name}-*.rpm")}")];

    // "proxima-*.rpm" matches those of proxima-server as well: what follows is the version.
    private static string Single(string pattern)
    {
        var name = pattern[..pattern.IndexOf('*', StringComparison.Ordinal)];
        return Assert.Single(Directory.GetFiles(Folder, pattern).Select(path => Path.GetFileName(path)), file => char.IsAsciiDigit(file[name.Length]));
    }
}
