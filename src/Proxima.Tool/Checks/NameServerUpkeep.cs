using System.Diagnostics;
using Proxima.Dns.Names;

namespace Proxima.Tool.Checks;

/// <summary>Makes the zone file name the servers that do well, and has PowerDNS read it again.</summary>
internal sealed class NameServerUpkeep(string zoneFile, string? reload)
{
    /// <summary>What was done, in words for the summary.</summary>
    /// <exception cref="IOException">The zone file cannot be used; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public async Task<string> RunAsync(DomainName apex, IReadOnlyList<NameServerFinding> findings, PluginReport report, CancellationToken cancellation)
    {
        var zone = NameServerLines.Load(zoneFile, apex);
        var (away, why) = await NameServerChoice.ChooseAsync(zone, findings, cancellation);
        if (!zone.Set([.. away]))
        {
            return why;
        }

        zone.Save();
        if (reload is not null && await ReloadAsync(reload, cancellation) is { } trouble)
        {
            report.Add(PluginState.Warning, $"'{reload}' failed: {trouble}");
        }

        return why;
    }

    /// <summary>Null when it went well.</summary>
    private static async Task<string?> ReloadAsync(string command, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0 ? null : $"exit code {process.ExitCode} {string.Concat(said).Trim()}";
    }
}
