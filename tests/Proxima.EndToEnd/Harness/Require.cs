namespace Proxima.EndToEnd;

/// <summary>What a machine must offer; a test that cannot run here says why.</summary>
internal static class Require
{
    public static void Root() =>
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "network namespaces and TUN devices need root");

    public static void Tool(string name, string package) =>
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, name))),
            $"{name} is not installed (Debian package {package})");
}
