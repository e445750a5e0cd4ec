using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Proxima.World;

/// <summary>A world from its first namespace to the removal of its last.</summary>
internal static class RunningWorld
{
    /// <summary>Runs in the foreground until <c>stop</c>, SIGTERM or SIGINT. Says <paramref name="greeting"/> when it forwards.</summary>
    /// <returns>The exit code: 0, or 1 with one line on standard error.</returns>
    public static int Up(WorldDescription world, string name, string greeting)
    {
        Sweep.Run();
        var folder = RunFolder.Of(name);
        if (!folder.TryClaim())
        {
            Console.Error.WriteLine($"proxima-world: a world named {name} is running (see {folder.Path}); choose another --name");
            return 1;
        }

        var devices = new List<TunDevice>();
        try
        {
            HostNamespace.AddAll(name, world.Hosts);
            devices.AddRange(world.Hosts.Select(host => HostNamespace.Connect(name, host)));
            Forward(world, name, devices, greeting);
            return 0;
        }
        catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"proxima-world: {e.Message}");
            return 1;
        }
        finally
        {
            devices.ForEach(d => d.Dispose());
            HostNamespace.RemoveAll(name);
            folder.Remove();
        }
    }

    private static void Forward(WorldDescription world, string name, IReadOnlyList<TunDevice> devices, string greeting)
    {
        var queue = new DelayQueue();
        var count = new TrafficCount();
        var line = new ControlLine(world, count, queue);
        using var control = new ControlSocket(RunFolder.Of(name).ControlPath, line.Answer);
        // A signal stops the world by the same door as everybody: its own control socket.
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => StopBySignal(signal, name));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => StopBySignal(signal, name));
        // The internet does not slow down because somebody at its edge is busy: ahead of the programs under test (nice -10).
        System.Diagnostics.Process.GetCurrentProcess().PriorityClass = System.Diagnostics.ProcessPriorityClass.High;
        Console.WriteLine(greeting);
        new Forwarder(devices, new Wire(world, queue, count), queue, count).Run(control.Fd, control.ServeOne);
    }

    private static void StopBySignal(PosixSignalContext signal, string name)
    {
        signal.Cancel = true;
        ControlClient.Say(name, "stop");
    }
}
