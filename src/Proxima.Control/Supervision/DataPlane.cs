using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Proxima.Control.Supervision;

/// <summary>
/// Starts and watches <c>proxima serve</c>. It is a session of its own: when this program crashes or is killed, answers go on, and the next
/// proximad adopts it. Only a stop that was asked for stops both.
/// <code>
///   no living one recorded     start one
///   living, same program       adopt it
///   living, other program      start the new one, wait until it is ready, then end the old one (both hold the port: SO_REUSEPORT)
/// </code>
/// </summary>
public sealed class DataPlane(ServeProgram program, DataPlaneFiles files, TimeProvider time, ILogger logger)
{
    /// <summary>Longest wait for a started data plane to listen, and for one that was asked to end to do so.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly RestartBackoff backoff = new();
    private ProcessIdentity? current;
    private int restarts;

    /// <summary>How its process is started.</summary>
    public Func<ProcessStartInfo, Process?> Starter { get; init; } = Process.Start;

    /// <summary>The living data plane's process id; null while there is none.</summary>
    public int? Pid => Volatile.Read(ref current)?.Pid;

    /// <summary>How often it had to be started again since this program started.</summary>
    public int Restarts => Volatile.Read(ref restarts);

    /// <summary>Ends when the data plane listens.</summary>
    /// <param name="beforeFirst">Called when there is none to adopt or replace: checks that the ports are free.</param>
    /// <exception cref="DataPlaneException">It does not start.</exception>
    public async Task StartAsync(Action beforeFirst, CancellationToken cancel)
    {
        var record = OwnRecord();
        var old = record?.Process.IsAlive() == true ? record.Process : null;
        if (record?.Replaces is { } unfinished)
        {
            await EndAsync(unfinished);
        }

        if (old is not null && record!.Program.IsSameAs(program))
        {
            Volatile.Write(ref current, old);
            logger.LogInformation("the data plane of the last run answers on: process {Pid}", old.Pid);
            return;
        }

        if (old is null)
        {
            beforeFirst();
        }

        await StartOneAsync(old, cancel);
        if (old is not null)
        {
            logger.LogInformation("process {Old} answered with other settings: replaced by {New}", old.Pid, current!.Pid);
            await EndAsync(old);
            new ServeRecord(current!, program).Write(files.Record);
        }
    }

    /// <summary>Where none is to be: ends that of the last run, if it answers still.</summary>
    public async Task EndLastAsync()
    {
        if (OwnRecord() is { } record)
        {
            await EndAsync(record.Process);
            File.Delete(files.Record);
        }
    }

    /// <summary>Starts it again whenever it ends, until cancelled.</summary>
    public async Task WatchAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            await WaitForEndAsync(current, cancel);
            Volatile.Write(ref current, null);
            var delay = backoff.Next(time.GetElapsedTime(started));
            logger.LogError("the data plane ended; it is started again in {Delay} s", delay.TotalSeconds);
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, time, cancel);
            }

            Interlocked.Increment(ref restarts);
            try
            {
                await StartOneAsync(null, cancel);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                // The top of a background loop: a full disk or a program that is just being replaced must not end the watch over the answers.
                logger.LogError("the data plane cannot be started: {Problem}", e.Message);
            }
        }
    }

    /// <summary>A stop is a stop: ends the data plane too.</summary>
    public async Task StopAsync()
    {
        if (Volatile.Read(ref current) is { } process)
        {
            await EndAsync(process);
            File.Delete(files.Record);
        }
    }

    // A state folder that was copied brings the record of the original's data plane along: that one is not ours to adopt or to end.
    private ServeRecord? OwnRecord()
    {
        if (ServeRecord.Read(files.Record) is not { } record)
        {
            return null;
        }

        if (program.AnswersFromTheSameAs(record.Process))
        {
            return record.Replaces is { } replaced && !program.AnswersFromTheSameAs(replaced) ? record with { Replaces = null } : record;
        }

        logger.LogWarning("'{Record}' names process {Pid}, which answers from another state folder: it is left alone", files.Record, record.Process.Pid);
        return null;
    }

    private async Task StartOneAsync(ProcessIdentity? replaced, CancellationToken cancel)
    {
        File.Delete(files.Ready);
        using var child = Starter(StartInfo()) ?? throw new DataPlaneException($"'{program.CommandLine[0]}' did not start");
        var started = ProcessIdentity.Of(child.Id) ?? throw EndedAtOnce(child);

        // Recorded before it is ready, and under the argument list it will have once setsid has become it: a crash here must not lose it.
        var identity = started with { Arguments = program.CommandLine };
        try
        {
            new ServeRecord(identity, program, replaced).Write(files.Record);
            await WaitUntilReadyAsync(child, cancel);
            Volatile.Write(ref current, identity);
        }
        finally
        {
            if (!ReferenceEquals(Volatile.Read(ref current), identity))
            {
                // One that nobody recorded or waits for would answer on beside the next.
                child.Kill();
            }
        }
    }

    private async Task WaitUntilReadyAsync(Process child, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        while (!File.Exists(files.Ready))
        {
            if (child.HasExited)
            {
                throw EndedAtOnce(child);
            }

            if (time.GetElapsedTime(began) > Patience)
            {
                throw new DataPlaneException($"the data plane did not listen within {Patience.TotalSeconds} s");
            }

            await Task.Delay(PollInterval, time, cancel);
        }
    }

    private static DataPlaneException EndedAtOnce(Process child)
    {
        child.WaitForExit();
        return new DataPlaneException($"the data plane ended at once with exit code {child.ExitCode}; its own line above says why");
    }

    // setsid(1) makes it a session of its own and becomes the program: the process id stays.
    private ProcessStartInfo StartInfo()
    {
        var hasSetsid = File.Exists(files.Setsid);
        var start = new ProcessStartInfo(hasSetsid ? files.Setsid : program.CommandLine[0]) { UseShellExecute = false };
        foreach (var argument in program.CommandLine.Skip(hasSetsid ? 0 : 1))
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private async Task EndAsync(ProcessIdentity process)
    {
        process.Send(PosixSignalNumber.Terminate);
        var began = time.GetTimestamp();
        while (process.IsAlive())
        {
            if (time.GetElapsedTime(began) > Patience)
            {
                process.Send(PosixSignalNumber.Kill);
                return;
            }

            await Task.Delay(PollInterval, time);
        }
    }

    private async Task WaitForEndAsync(ProcessIdentity? process, CancellationToken cancel)
    {
        while (process?.IsAlive() == true)
        {
            await Task.Delay(PollInterval, time, cancel);
        }
    }
}

/// <summary>Where the data plane's record and readiness stand, and the program that gives a process a session of its own (util-linux, on every Linux).</summary>
public sealed record DataPlaneFiles(string Record, string Ready, string Setsid = "/usr/bin/setsid");
