using Microsoft.Extensions.Logging;
using Proxima.Dns.Text;
using Proxima.Settings.GeoIp;

namespace Proxima.Control.Publishing;

/// <summary>
/// Watches the geolocation databases by length and time (they are too large to be hashed each time). Changed ones are read and taken; when
/// one is broken every error is logged once, and the places in force stay.
/// </summary>
public sealed class GeoIpWatch(IReadOnlyList<string> files, PlaceBook places, Action changed, ILogger<GeoIpWatch> logger)
{
    private string seen = string.Empty;
    private string? trouble;

    /// <summary>Why the files as they are now are not in force, in one line; null when they are.</summary>
    public string? Trouble => Volatile.Read(ref trouble);

    /// <summary>Looks once; true when other places were taken.</summary>
    public async Task<bool> LookAsync(CancellationToken cancel)
    {
        // Before they are read: a file that is still being copied differs at the next look.
        var now = string.Join('\n', files.Select(StampOf));
        if (now == seen)
        {
            return false;
        }

        // Seconds of work for the largest databases: not on the caller's thread.
        var read = await Task.Run(() => GeoIpFiles.Load(files), cancel);
        if (read.Section is null)
        {
            Say(read.Errors);
            seen = now;
            return false;
        }

        var isTaken = places.Take(read.Section);
        Volatile.Write(ref trouble, null);
        seen = now;
        if (isTaken)
        {
            logger.LogInformation("geolocation: {Files} in force, {Ranges} ranges of addresses", string.Join(", ", files), places.RangeCount);
            changed();
        }

        return isTaken;
    }

    private void Say(IReadOnlyList<TextError> errors)
    {
        foreach (var error in errors)
        {
            logger.LogError("{Error}", error);
        }

        var more = errors.Count == 1 ? string.Empty : $" (and {errors.Count - 1} more)";
        Volatile.Write(ref trouble, $"geolocation: {errors[0]}{more}; the last good places stay in force");
        logger.LogError("{Trouble}", trouble);
    }

    private static string StampOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? $"{file.Length} {file.LastWriteTimeUtc.Ticks}" : "absent";
    }
}
