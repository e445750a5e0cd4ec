using Proxima.Tool;
using Proxima.Tool.PowerDns;

// PowerDNS starts a coprocess for every thread and every call of its API, and waits for it: it goes by the shortest way.
return args is ["pdns", "pipe", .. var flags] && !flags.Contains("--help")
    ? PipeProgram.Run(flags)
    : await ToolCommands.Create(TimeProvider.System).Parse(args).InvokeAsync();
