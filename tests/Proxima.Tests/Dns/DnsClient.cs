using System.Diagnostics;

namespace Proxima.Tests.Dns;

/// <summary>dig, drill and kdig: decoders nobody here wrote.</summary>
internal static class DnsClient
{
    public static bool IsInstalled(string name) => File.Exists($"/usr/bin/{name}");

    public static string Run(string name, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(name, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + errors.Result;
    }
}
