using System.Globalization;
using Proxima.Engine.Answering;
using Proxima.Engine.Health;
using Proxima.Engine.Listeners;
using Proxima.Engine.Reports;
using Proxima.Engine.Snapshots;

namespace Proxima.Tool.Serving;

/// <summary>
/// The data plane as a process: three mapped files, the listeners, and a look every 100 ms whether a file was replaced. It needs no
/// parent, no terminal and no database, and ends only when told to.
/// </summary>
internal sealed class Service(ServeSettings settings)
{
    private const int LookIntervalMs = 100;

    /// <summary>While there is no snapshot at all, every client waits for it.</summary>
    private const int UrgentLookIntervalMs = 10;

    /// <summary>A snapshot that comes within this time was never missing to anybody.</summary>
    private const int UnsaidWaitMs = 3000;

    private readonly ServiceLog output = new(Console.Out);
    private readonly ServiceLog errors = new(Console.Error);

    /// <summary>The exit code: 0 told to stop, 1 could not start.</summary>
    public int Run()
    {
        using var stop = new StopSignal();
        var snapshots = new CurrentSnapshot();
        var watch = new SnapshotWatch(settings.SnapshotPath, snapshots);
        if (watch.Look() is not null && !settings.WaitsForSnapshot)
        {
            return Fail($"{watch.Problem}; start proximad, build one with 'proxima snapshot build', or wait for it with --wait");
        }

        using var health = settings.HealthPath is { } healthPath ? HealthFile.OpenForReading(healthPath) : null;
        LogProblem(File.Exists(settings.SnapshotPath) ? watch.Problem : null);
        LogProblem(health?.Problem);
        try
        {
            using var report = OpenReport();
            var hall = new AnsweringHall(
                new Responder(health?.Table ?? new HealthTable(0), new ResponderOptions(Nsid: settings.Nsid, TcpIdleTimeoutTenths: Options.Tcp.IdleTimeoutTenths)),
                snapshots,
                report?.Workers ?? [.. Enumerable.Range(0, Options.WorkersFor(settings.Addresses.Count)).Select(_ => new WorkerReport(buckets: 1))],
                TimeProvider.System);
            if (!ListenerGroup.TryBind(settings.Addresses, Options, hall, out var listeners, out var problem))
            {
                return Fail(problem);
            }

            using (listeners)
            {
                listeners!.Start();
                SayReady(listeners);
                Watch(stop, watch, health);
            }

            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail($"cannot start: {e.Message}");
        }
    }

    private ListenerOptions Options => new(settings.Workers, settings.IsPinned, new TcpLimits());

    private ReportFile? OpenReport() => settings.ReportPath is { } path
        ? ReportFile.Create(path, Options.WorkersFor(settings.Addresses.Count), TimeProvider.System)
        : null;

    private void SayReady(ListenerGroup listeners)
    {
        if (!settings.IsQuiet)
        {
            output.Write($"ready: answering at {string.Join(' ', listeners.Addresses)}");
        }

        if (settings.ReadyPath is { } path)
        {
            File.WriteAllText(path, "1");
        }
    }

    private void Watch(StopSignal stop, SnapshotWatch watch, HealthFile? health)
    {
        var looks = 0;
        while (!stop.Wait(watch.HasSnapshot ? LookIntervalMs : UrgentLookIntervalMs))
        {
            if (++looks == UnsaidWaitMs / UrgentLookIntervalMs && !watch.HasSnapshot)
            {
                errors.Write($"waiting for snapshot {settings.SnapshotPath}");
            }

            if (watch.Look() is { } problem)
            {
                errors.Write(problem + (watch.HasSnapshot ? "; still answering from the last good one" : "; answering SERVFAIL until there is one"));
            }

            if (health?.Refresh() == true)
            {
                errors.Write(health.Problem is { } lost ? $"{lost}; every endpoint is unknown" : "the health file was replaced and is read again");
            }
        }
    }

    private void LogProblem(string? problem)
    {
        if (problem is not null)
        {
            errors.Write(problem);
        }
    }

    private int Fail(string problem)
    {
        errors.Write(string.Create(CultureInfo.InvariantCulture, $"proxima serve: {problem}"));
        return 1;
    }
}
