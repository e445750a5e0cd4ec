using System.Globalization;
using System.Net;
using Proxima.Engine.Answering;
using Proxima.Engine.Health;
using Proxima.Engine.Listeners;
using Proxima.Engine.Listeners.Xdp;
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

    /// <summary>Between two tries to serve an interface past the kernel, in looks.</summary>
    private const int LooksBetweenAttaching = 20;

    private readonly int[] queues = [.. settings.XdpInterfaces.Select(XdpDoor.QueuesOf)];
    private readonly TcpSolicitation? solicitation = settings.SolicitTcpPerMinute > 0 ? new TcpSolicitation(settings.SolicitTcpPerMinute, TimeProvider.System) : null;
    private readonly ServeGuard guard = new(settings);
    private readonly ServiceLog output = new(() => Console.Out);
    private readonly ServiceLog errors = new(() => Console.Error);

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

        if (guard.Problem is { } secretProblem)
        {
            return Fail(secretProblem);
        }

        using var health = settings.HealthPath is { } healthPath ? HealthFile.OpenForReading(healthPath) : null;
        LogProblem(File.Exists(settings.SnapshotPath) ? watch.Problem : null);
        LogProblem(health?.Problem);
        try
        {
            using var report = OpenReport();
            var hall = new AnsweringHall(
                new Responder(health?.Table ?? new HealthTable(0), Responding),
                snapshots,
                report?.Workers ?? UnreadReports(Workers),
                TimeProvider.System);
            if (!ListenerGroup.TryBind(settings.Addresses, Options, hall, out var listeners, out var problem))
            {
                return Fail(problem);
            }

            using (listeners)
            {
                listeners!.Start();
                var doors = OpenDoors(hall, listeners.Addresses);
                SayReady(listeners);
                using (new SnapshotLooks(watch, settings.SnapshotPath, errors))
                {
                    Watch(stop, health, doors);
                }

                doors.ForEach(door => door.Dispose());
            }

            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail($"cannot start: {e.Message}");
        }
    }

    private ResponderOptions Responding => new(Nsid: settings.Nsid, TcpIdleTimeoutTenths: Options.Tcp.IdleTimeoutTenths) { Solicitation = solicitation, Guard = guard.Guard };

    private ListenerOptions Options => new(settings.Workers, settings.IsPinned, new TcpLimits(settings.TcpConnections));

    // Those of the sockets, then those of each interface's queues.
    private int Workers => Options.WorkersFor(settings.Addresses.Count) + queues.Sum();

    private ReportFile? OpenReport() => settings.ReportPath is { } path ? ReportFile.Create(path, Workers, TimeProvider.System) : null;

    // Nobody looks at them.
    private static WorkerReport[] UnreadReports(int workers)
    {
        var reports = new WorkerReport[workers];
        for (var worker = 0; worker < workers; worker++)
        {
            reports[worker] = new WorkerReport(buckets: 1);
        }

        return reports;
    }

    private List<XdpDoor> OpenDoors(AnsweringHall hall, IReadOnlyList<IPEndPoint> addresses)
    {
        var taken = Options.WorkersFor(addresses.Count);
        List<XdpDoor> doors = [];
        for (var i = 0; i < queues.Length; i++)
        {
            doors.Add(new XdpDoor(settings.XdpInterfaces[i], addresses, hall, [.. hall.Reports.Skip(taken).Take(queues[i])], settings.IsPinned));
            taken += queues[i];
        }

        LookAt(doors);
        return doors;
    }

    private void LookAt(List<XdpDoor> doors)
    {
        foreach (var door in doors)
        {
            if (door.Look() is { } change)
            {
                (door.IsOpen ? output : errors).Write(change);
            }
        }
    }

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

    private void Watch(StopSignal stop, HealthFile? health, List<XdpDoor> doors)
    {
        for (var looks = 1; !stop.Wait(LookIntervalMs); looks++)
        {
            if (looks % LooksBetweenAttaching == 0)
            {
                LookAt(doors);
            }

            solicitation?.Look();
            LogProblem(guard.Look());
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
