using Microsoft.Extensions.Logging;
using Proxima.Engine.Latency;
using Proxima.Settings.Prefixes;

namespace Proxima.Control.Intake;

/// <summary>
/// Reads the list of networks that do not want to be probed, whenever its file changed. A broken one is said with every error, and the list
/// in force stays, over a restart as well: whoever opted out must not be probed because of a typing error below their line.
/// </summary>
/// <param name="keptPath">Where the list in force is kept, for the next run and for <c>proxima explain</c>.</param>
public sealed class OptOutWatch(string path, string keptPath, ClientNetworks networks, ILogger<OptOutWatch> logger)
{
    private string seen = string.Empty;
    private bool isTaken;
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
            isTaken = true;
            Keep(list.Prefixes);
            Volatile.Write(ref trouble, null);
            logger.LogInformation("'{Path}': {Count} networks are not probed", path, list.Prefixes.Count);
            return Task.CompletedTask;
        }

        if (!isTaken && File.Exists(keptPath))
        {
            networks.OptOut(PrefixList.Load(keptPath).Prefixes);
            isTaken = true;
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

    private void Keep(PrefixSet prefixes)
    {
        File.WriteAllLines($"{keptPath}.new", prefixes.All.Select(prefix => prefix.ToString()));
        File.Move($"{keptPath}.new", keptPath, overwrite: true);
    }
}
