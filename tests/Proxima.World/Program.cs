using System.Diagnostics;
using System.Net.Sockets;
using Proxima.World;

const string Usage = """
    usage: proxima-world up FILE --name NAME          run a world in the foreground; prints 'ready' when it forwards
           proxima-world demo                         the same with six built-in sites
           proxima-world say NAME LINE                set A B rtt=80ms jitter=1ms loss=0% | set A->B delay=40ms |
                                                      cut A B | heal A B | down A | up A | show | stop
           proxima-world exec NAME HOST -- COMMAND    run a command at a host
           proxima-world sweep                        remove what killed worlds left
    """;

return args switch
{
    ["up", var file, "--name", var name] => Up(file, name),
    ["demo"] => RunningWorld.Up(WorldFile.Parse(Demo.File, [])!, Demo.Name, Demo.Greeting(Path.Combine(AppContext.BaseDirectory, "proxima-world"))),
    ["say", var name, .. var words] => Say(name, string.Join(' ', words)),
    ["exec", var name, var host, "--", .. var command] when command.Length > 0 => Exec(name, host, command),
    ["sweep"] => SweepAll(),
    _ => Fail(Usage, 2),
};

static int Up(string file, string name)
{
    if (!WorldFile.IsName(name, RunFolder.MaxNameLength))
    {
        return Fail($"proxima-world: '{name}' is no name, expected at most {RunFolder.MaxNameLength} lower-case letters and digits", 2);
    }

    string text;
    try
    {
        text = File.ReadAllText(file);
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
    {
        return Fail($"proxima-world: {e.Message}", 1);
    }

    var faults = new List<TextFault>();
    var world = WorldFile.Parse(text, faults);
    return world is null
        ? Fail(string.Join('\n', faults.OrderBy(f => f.Line).ThenBy(f => f.Column).Select(f => f.Format(file))), 2)
        : RunningWorld.Up(world, name, "ready");
}

static int Say(string name, string line)
{
    try
    {
        var reply = ControlClient.Say(name, line);
        Console.Write(reply);
        return reply.StartsWith("error", StringComparison.Ordinal) ? 2 : 0;
    }
    catch (Exception e) when (e is SocketException or IOException)
    {
        return Fail($"proxima-world: no world named {name} answers: {e.Message}", 1);
    }
}

static int Exec(string name, string host, string[] command)
{
    using var process = Process.Start("ip", ["netns", "exec", HostNamespace.NameOf(name, host), .. command]);
    process.WaitForExit();
    return process.ExitCode;
}

static int SweepAll()
{
    foreach (var name in Sweep.Run())
    {
        Console.WriteLine($"removed {name}");
    }

    return 0;
}

static int Fail(string text, int exitCode)
{
    Console.Error.WriteLine(text);
    return exitCode;
}
