using Microsoft.Win32.SafeHandles;

namespace Proxima.Engine.Reports;

/// <summary>
/// The reports of processes that come and go, as PowerDNS's coprocesses do: a file for each in one folder, which the control process makes.
/// A file whose writer has died is read once more and then removed.
/// </summary>
public sealed class ReportFolder(string path, TimeProvider time)
{
    /// <summary>Most processes that report at a time: PowerDNS starts one for each of its backend threads.</summary>
    public const int MaxReports = 128;

    /// <summary>Buckets of a report here: 4,096 networks, 128 KiB.</summary>
    public const int Buckets = 512;

    private const UnixFileMode Mode = UnixFileMode.SetGroup
        | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    private static readonly EnumerationOptions PlainFiles = new() { AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Directory };

    public string Path { get; } = path;

    /// <summary>
    /// Makes the folder. Its group may write to it and owns what is made in it, so that the user of PowerDNS need only be in that group.
    /// </summary>
    /// <returns>False, with the reason in one line: processes of other users cannot report. Nothing else suffers from it.</returns>
    public bool TryCreate(out string problem)
    {
        problem = string.Empty;
        try
        {
            if (!Directory.Exists(Path))
            {
                Directory.CreateDirectory(Path, Mode & ~UnixFileMode.SetGroup);
                File.SetUnixFileMode(Path, Mode);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A service manager may forbid the bit (systemd: RestrictSUIDSGID); the packages make the folder beforehand.
            problem = $"PowerDNS's processes cannot report which clients ask them: '{Path}' cannot be made with mode 2770 ({e.Message}); make it so, for the group of proxima";
            return false;
        }
    }

    /// <summary>
    /// A report of this process, with one worker; null, with the reason in one line, when there can be none. The reason is empty where
    /// there is no such folder: no control process would read it.
    /// </summary>
    public ReportFile? TryJoin(out string problem)
    {
        problem = string.Empty;
        try
        {
            if (!Directory.Exists(Path))
            {
                return null;
            }

            RemoveDead();
            if (Files().Count >= MaxReports)
            {
                problem = $"{MaxReports} processes report in '{Path}' already";
                return null;
            }

            // The time as well, since the kernel gives process ids out again.
            var name = $"{Environment.ProcessId}-{time.GetUtcNow().ToUnixTimeMilliseconds()}";
            return ReportFile.Create(System.IO.Path.Combine(Path, name), workers: 1, time, Buckets);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"cannot report in '{Path}': {e.Message}";
            return null;
        }
    }

    /// <summary>Hands over each sound report; <c>true</c> with the last one of a process that has ended: its file is gone by then.</summary>
    public void Read(Action<ReportReader, bool> take)
    {
        ArgumentNullException.ThrowIfNull(take);
        foreach (var file in Files())
        {
            // Without sharing is an exclusive lock (flock(2)), refused while the writer has its shared one: who gets it knows that the writer is dead.
            using var alone = TryOpen(file, FileShare.None);
            using var handle = alone ?? TryOpen(file, FileShare.ReadWrite | FileShare.Delete);
            ReportReader? report = null;
            var isSound = handle is not null && ReportReader.TryCopy(handle, out report);
            var isLast = alone is not null && TryDelete(file);
            using (report)
            {
                if (isSound)
                {
                    take(report!, isLast);
                }
            }
        }
    }

    private List<string> Files() => Directory.Exists(Path) ? [.. Directory.EnumerateFiles(Path, "*", PlainFiles).Take(2 * MaxReports)] : [];

    // Only when there is no room: as long as a control process runs, it is the one to read them.
    private void RemoveDead()
    {
        var files = Files();
        foreach (var file in files.Count < MaxReports ? [] : files)
        {
            using var alone = TryOpen(file, FileShare.None);
            if (alone is not null)
            {
                TryDelete(file);
            }
        }
    }

    private static SafeFileHandle? TryOpen(string file, FileShare share)
    {
        try
        {
            return File.OpenHandle(file, FileMode.Open, FileAccess.Read, share);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool TryDelete(string file)
    {
        try
        {
            File.Delete(file);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else's to remove; until then it is read again and again, which harms nothing.
            return false;
        }
    }
}
