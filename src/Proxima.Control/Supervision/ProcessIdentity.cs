using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Proxima.Control.Supervision;

/// <summary>
/// One process and no other: its id, when it started (clock ticks since boot, field 22 of /proc/PID/stat) and its argument list. A process
/// id alone is not enough to end a process by: the kernel gives ids out again.
/// </summary>
public sealed record ProcessIdentity(int Pid, ulong StartTicks, IReadOnlyList<string> Arguments)
{
    /// <summary>What runs under <paramref name="pid"/> now; null when nothing does, or only its exit code is left (a zombie).</summary>
    public static ProcessIdentity? Of(int pid)
    {
        try
        {
            // The second field is the program's name in parentheses and may hold anything; count from the last parenthesis.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (fields[0] is "Z" or "X")
            {
                return null;
            }

            var arguments = Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/cmdline")).TrimEnd('\0').Split('\0');
            return new ProcessIdentity(pid, ulong.Parse(fields[19], CultureInfo.InvariantCulture), arguments);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>True while this very process runs.</summary>
    public bool IsAlive() => Of(Pid) is { } now && now.StartTicks == StartTicks && now.Arguments.SequenceEqual(Arguments);

    /// <summary>Sends a signal if this very process still runs; false when it does not.</summary>
    public bool Send(PosixSignalNumber signal) => IsAlive() && Native.Kill(Pid, (int)signal) == 0;
}

/// <summary>The two signals that end a process (signal(7)): asked, and not asked.</summary>
public enum PosixSignalNumber
{
    Kill = 9, Terminate = 15,
}

internal static partial class Native
{
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int Kill(int pid, int signal);
}
