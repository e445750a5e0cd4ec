using System.Diagnostics;
using Proxima.Engine.Latency;

namespace Proxima.Load;

/// <summary>
/// How long a server takes from the word that its table has changed to its first answer from the new one, and how long it says nothing
/// meanwhile: it is asked every millisecond.
/// </summary>
internal static class Reload
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The old table may be put away after the first answer from the new one, and cost a pause then.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromMilliseconds(500);

    /// <param name="arguments">The command that tells the server, and <c>--address</c>: the change is that the answer becomes it, or is it no longer.</param>
    /// <exception cref="IOException">There was no answer, none that changed, or the command failed.</exception>
    public static string Measure(LoadArguments arguments)
    {
        var address = (uint)(Prefix.Parse(arguments.Required("address")).High >> 32);
        using var asker = new Asker(arguments);
        asker.Ask();
        var before = asker.Take(address, Patience) is { } verdict and not Verdict.Bad ? verdict : throw new IOException("no answer before the change");
        var began = Stopwatch.GetTimestamp();
        using var command = Process.Start(new ProcessStartInfo(arguments.Free[0], arguments.Free.Skip(1)) { UseShellExecute = false })!;
        TimeSpan? changed = null;
        var (answered, gap, asked) = (TimeSpan.Zero, TimeSpan.Zero, -Interval);
        while (Stopwatch.GetElapsedTime(began) is var now && now < (changed ?? Patience) + Aftermath)
        {
            if (command.HasExited && command.ExitCode != 0)
            {
                throw new IOException($"'{arguments.Free[0]}' ended with {command.ExitCode}");
            }

            if (now - asked >= Interval)
            {
                asker.Ask();
                asked = now;
            }

            if (asker.Take(address, TimeSpan.Zero) is { } answer and not Verdict.Bad)
            {
                now = Stopwatch.GetElapsedTime(began);
                gap = now - answered > gap ? now - answered : gap;
                answered = now;
                changed ??= answer != before ? now : null;
            }
        }

        var silent = Stopwatch.GetElapsedTime(began) - answered;
        gap = silent > gap ? silent : gap;
        command.WaitForExit();
        return changed is { } after ? FormattableString.Invariant($"reload_ms={after.TotalMilliseconds:0.0} gap_ms={gap.TotalMilliseconds:0.0}")
            : throw new IOException($"the answer did not change within {Patience.TotalSeconds} s");
    }
}
