using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Proxima.Dns.Text;

namespace Proxima.Control.Publishing;

/// <summary>
/// Watches the steering file and the zone files it names, by content: editors rename, configuration tools touch, clocks jump. A good new
/// content is taken; of a bad one every error is logged once and the last good one stays.
/// </summary>
public sealed class SteeringWatch(string path, Func<string, SteeringReading> read, Func<SteeringContent, Task> take, ILogger<SteeringWatch> logger)
{
    /// <summary>Readings of one look: each may name other zone files than the one before.</summary>
    private const int MaxReadings = 3;

    private string seen = string.Empty;
    private IReadOnlyList<string> files = [path];
    private IReadOnlyList<TextError> errors = [];
    private long refusals;

    /// <summary>Errors of the file as it is now; empty when it is in force.</summary>
    public IReadOnlyList<TextError> Errors => Volatile.Read(ref errors);

    /// <summary>How often a changed file was refused since the start.</summary>
    public long Refusals => Interlocked.Read(ref refusals);

    /// <summary>Looks once; true when another good content was taken. One whose taking failed is taken by a later look.</summary>
    public async Task<bool> LookAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var now = HashOf(files);
        if (now == seen)
        {
            return false;
        }

        (var reading, now) = ReadAll(now);
        Volatile.Write(ref errors, reading.Errors);
        if (reading.Content is null)
        {
            seen = now;
            Interlocked.Increment(ref refusals);
            foreach (var error in reading.Errors)
            {
                logger.LogError("{Error}", error);
            }

            logger.LogError("steering file '{Path}' is not taken: {Count} errors; the last good one stays in force", path, reading.Errors.Count);
            return false;
        }

        // What cannot be taken now, say since the database does not answer, is tried again at the next look.
        seen = string.Empty;
        await take(reading.Content);
        seen = now;
        logger.LogInformation("steering file '{Path}' is in force", path);
        return true;
    }

    // Hashed before they are read: what changes meanwhile then differs from what was seen, and is read by the next look.
    private (SteeringReading Reading, string Hash) ReadAll(string hash)
    {
        for (var readings = 1; ; readings++)
        {
            var reading = read(path);
            IReadOnlyList<string> named = [path, .. reading.Files];
            if (named.SequenceEqual(files))
            {
                return (reading, hash);
            }

            files = named;
            if (readings == MaxReadings)
            {
                return (reading, string.Empty);
            }

            hash = HashOf(files);
        }
    }

    // A file that cannot be read hashes as its absence; it comes back with a hash of its own.
    private static string HashOf(IReadOnlyList<string> files)
    {
        var hashes = files.Select(file =>
        {
            try
            {
                return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return e.GetType().Name;
            }
        });
        return string.Join(' ', hashes);
    }
}
