using System.Diagnostics;

namespace Proxima.Load;

/// <summary>How long a server takes from its start to its first answer: it is asked every millisecond.</summary>
internal static class FirstAnswer
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="IOException">It ended, or gave no answer in time; or somebody answers there before it is started.</exception>
    public static string Measure(LoadArguments arguments)
    {
        using var asker = new Asker(arguments);
        Rehearse(asker);
        var start = new ProcessStartInfo(arguments.Free[0], arguments.Free.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        try
        {
            while (Stopwatch.GetElapsedTime(began) is var elapsed && elapsed < Patience && !process.HasExited)
            {
                asker.Ask();
                if (asker.Take(0, Interval) == Verdict.Right)
                {
                    return FormattableString.Invariant($"start_ms={Stopwatch.GetElapsedTime(began).TotalMilliseconds:0.0}");
                }
            }
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        throw new IOException($"no answer from '{arguments.Free[0]}'");
    }

    // What this program does for the first time takes it tens of milliseconds, which are none of the server's.
    private static void Rehearse(Asker asker)
    {
        using var nothing = Process.Start(new ProcessStartInfo("true") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        nothing.WaitForExit();
        asker.Ask();
        if (asker.Take(0, Patience / 100) == Verdict.Right)
        {
            throw new IOException("another server answers there already: its answers would be counted");
        }
    }
}
