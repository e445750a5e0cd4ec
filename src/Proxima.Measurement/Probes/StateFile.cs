using System.Collections.Concurrent;

namespace Proxima.Measurement.Probes;

/// <summary>A line of a state file: what another program says of an endpoint, and why.</summary>
internal readonly record struct StateLine(string State, string Reason);

/// <summary>
/// A file that another program writes, as gdnsd's extfile: <c>ENDPOINT STATE reason</c> a line, where the endpoint is an address or
/// <c>pool/endpoint</c>, the state <c>up</c>, <c>down</c> or <c>unknown</c>; <c>=</c> or <c>=&gt;</c> may stand between. One line that makes no
/// sense makes the whole file say nothing: a half-written file must not take half the endpoints out.
/// </summary>
internal sealed record StateFile(IReadOnlyDictionary<string, StateLine> Lines, DateTime WrittenAt, string? Problem)
{
    /// <summary>Of the file, in octets.</summary>
    public const long MaxLength = 4_194_304;

    private static readonly string[] States = ["up", "down", "unknown"];

    public static StateFile Parse(string text, string path, DateTime writtenAt)
    {
        var lines = new Dictionary<string, StateLine>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var fields = line.Split('#')[0].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries).Where(field => field is not ("=" or "=>")).ToList();
            if (fields.Count == 0)
            {
                continue;
            }

            var state = fields.Count > 1 ? fields[1].ToLowerInvariant() : string.Empty;
            if (!States.Contains(state))
            {
                return new StateFile(lines, writtenAt, $"{path}:{number}:1: '{string.Join(' ', fields.Take(2))}', expected ENDPOINT and up, down or unknown");
            }

            lines[fields[0]] = new StateLine(state, string.Join(' ', fields.Skip(2)));
        }

        return new StateFile(lines, writtenAt, null);
    }
}

/// <summary>State files as they were last read: ten thousand endpoints may share one, and it is read when it has changed. Any thread.</summary>
public sealed class StateFiles
{
    private readonly ConcurrentDictionary<string, (long Length, DateTime WrittenAt, StateFile File)> known = new();

    internal StateFile Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                return Broken($"{path} is not there");
            }

            if (file.Length > StateFile.MaxLength)
            {
                return Broken($"{path} has {file.Length} octets, at most {StateFile.MaxLength} are read");
            }

            if (known.TryGetValue(path, out var last) && last.Length == file.Length && last.WrittenAt == file.LastWriteTimeUtc)
            {
                return last.File;
            }

            var read = StateFile.Parse(File.ReadAllText(path), path, file.LastWriteTimeUtc);
            known[path] = (file.Length, file.LastWriteTimeUtc, read);
            return read;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Broken($"cannot read {path}: {unreadable.Message}");
        }
    }

    private static StateFile Broken(string problem) => new(new Dictionary<string, StateLine>(), default, problem);
}
