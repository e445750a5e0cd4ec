using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Proxima.Measurement.Probes;

/// <summary>What a program left. <paramref name="Problem"/> null: it ended by itself, within all bounds.</summary>
public readonly record struct ProgramRun(int ExitCode, string Output, string? Problem, bool HasStarted);

/// <summary>
/// Runs programs for checks, each in a process group of its own, so that one that hangs is ended with all it has started. No shell, and of
/// the environment only the search path: what stands in this process's environment may be secret. Any thread.
/// </summary>
public sealed partial class ProgramSlots(TimeProvider time)
{
    /// <summary>Most programs at once; a check that finds none free is not made.</summary>
    public const int MaxAtOnce = 64;

    /// <summary>Octets a program may print on each of its outputs.</summary>
    public const int MaxOutput = 64 * 1024;

    private const int SignalKill = 9;

    private int running;

    public async Task<ProgramRun> RunAsync(IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref running) > MaxAtOnce)
        {
            Interlocked.Decrement(ref running);
            return new ProgramRun(0, string.Empty, $"{MaxAtOnce} programs run already", HasStarted: false);
        }

        try
        {
            using var process = Start(command);
            return await WatchAsync(process, timeout, cancellation);
        }
        catch (Win32Exception failure)
        {
            return new ProgramRun(0, string.Empty, $"cannot start {command[0]}: {failure.Message}", HasStarted: false);
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    private static Process Start(IReadOnlyList<string> command)
    {
        // setsid(1) makes the process the leader of a new group and becomes the program: the id stays the same.
        var start = new ProcessStartInfo("/usr/bin/setsid", command) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["LC_ALL"] = "C";
        return Process.Start(start)!;
    }

    private async Task<ProgramRun> WatchAsync(Process process, TimeSpan timeout, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        process.StandardInput.Close();
        var output = ReadAsync(process.StandardOutput.BaseStream, either.Token);
        var errors = ReadAsync(process.StandardError.BaseStream, either.Token);
        try
        {
            // Ends when the program and whoever inherited its outputs have closed them, or one of them said too much.
            var first = await Task.WhenAny(output, errors);
            var isTooLong = (await first).IsTooLong || (await output).IsTooLong || (await errors).IsTooLong;
            if (isTooLong)
            {
                End(process);
                return new ProgramRun(0, string.Empty, $"printed more than {MaxOutput} octets and was ended", HasStarted: true);
            }

            await process.WaitForExitAsync(either.Token);
            return new ProgramRun(process.ExitCode, (await output).Text, null, HasStarted: true);
        }
        catch (OperationCanceledException)
        {
            End(process);
            cancellation.ThrowIfCancellationRequested();
            return new ProgramRun(0, string.Empty, $"no result within {timeout.TotalMilliseconds:0} ms, ended with all it had started", HasStarted: true);
        }
    }

    private static async Task<(string Text, bool IsTooLong)> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[4096];
        var text = new MemoryStream();
        while (await stream.ReadAsync(buffer, cancellation) is var read and > 0)
        {
            text.Write(buffer, 0, read);
            if (text.Length > MaxOutput)
            {
                return (string.Empty, true);
            }
        }

        return (Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length), false);
    }

    private static void End(Process process)
    {
        // The whole group; before setsid has made it, there is only the process.
        if (Kill(-process.Id, SignalKill) != 0 && !process.HasExited)
        {
            process.Kill();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
