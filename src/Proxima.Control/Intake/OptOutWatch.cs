using Microsoft.Extensions.Logging;
using Proxima.Settings.Prefixes;

namespace Proxima.Control.Intake;

/// <summary>
/// Reads the list of networks that do not want to be probed, whenever its file changed. A broken one is said with every error, and the list
/// in force stays: whoever opted out must not be probed because of a typing error below their line.
/// </summary>
public sealed class OptOutWatch(string path, ClientNetworks networks, ILogger<OptOutWatch> logger)
{
    private string seen = string.Empty;
    private string? trouble;

    /// <summary>Why the file as it is now is not in force; null when it is.</summary>
    public string? Trouble => Volatile.Read(ref trouble);

    public Task LookAsync(CancellationToken cancel)
    {
        var file = new FileInfo(path);
        var now = file.Exists ? $"{file.Length} {file.LastWriteTimeUtc.Ticks}" : "absent";
        if (now == seen)
        {
            return Task.CompletedTask;
        }

        seen = now;
        var list = PrefixList.Load(path);
        if (list.Errors.Count == 0)
        {
            networks.OptOut(list.Prefixes);
            Volatile.Write(ref trouble, null);
            logger.LogInformation("'{Path}': {Count} networks are not probed", path, list.Prefixes.Count);
            return Task.CompletedTask;
        }

        foreach (var error in list.Errors)
        {
            logger.LogError("{Error}", error);
        }

        var more = list.Errors.Count == 1 ? string.Empty : $" (and {list.Errors.Count - 1} more)";
        Volatile.Write(ref trouble, $"networks that opted out: {list.Errors[0]}{more}; the last good list stays in force");
        logger.LogError("{Trouble}", trouble);
        return Task.CompletedTask;
    }
}
