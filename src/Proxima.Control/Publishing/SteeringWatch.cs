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
    private string seen = string.Empty;
    private IReadOnlyList<string> files = [path];
    private IReadOnlyList<TextError> errors = [];

    /// <summary>Errors of the file as it is now; empty when it is in force.</summary>
    public IReadOnlyList<TextError> Errors => Volatile.Read(ref errors);

    /// <summary>The last content without an error; null while there never was one.</summary>
    public SteeringContent? Content => Volatile.Read(ref content);

    private SteeringContent? content;

    /// <summary>Looks once; true when another good content was taken.</summary>
    public async Task<bool> LookAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var now = HashOf(files);
        if (now == seen)
        {
            return false;
        }

        var reading = read(path);
        files = [path, .. reading.Files];
        seen = HashOf(files);
        Volatile.Write(ref errors, reading.Errors);
        if (reading.Content is null)
        {
            foreach (var error in reading.Errors)
            {
                logger.LogError("{Error}", error);
            }

            return false;
        }

        await take(reading.Content);
        Volatile.Write(ref content, reading.Content);
        logger.LogInformation("steering file '{Path}' is in force", path);
        return true;
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
