using Proxima.Tool;
using Proxima.Tool.PowerDns;
using Proxima.Tool.Serving;

// What others wait for goes by the shortest way: PowerDNS for the coprocess of each of its threads and of each call of its API, clients for a data plane.
return args switch
{
    ["pdns", "pipe", .. var flags] when !flags.Contains("--help") => PipeProgram.Run(flags),
    ["pdns", "remote", .. var flags] when !flags.Contains("--help") => RemoteProgram.Run(flags),
    ["serve", .. var flags] when ServeFlags.TryRead(flags) is { } settings => new Service(settings).Run(),
    _ => ToolCommands.RunAsync(TimeProvider.System, args).GetAwaiter().GetResult(),
};
