using Proxima.Tool;
using Proxima.Tool.PowerDns;

// PowerDNS starts a coprocess for every thread and every call of its API, and waits for it: it goes by the shortest way.
return args switch
{
    ["pdns", "pipe", .. var flags] when !flags.Contains("--help") => PipeProgram.Run(flags),
    ["pdns", "remote", .. var flags] when !flags.Contains("--help") => RemoteProgram.Run(flags),
    _ => await ToolCommands.RunAsync(TimeProvider.System, args),
};
