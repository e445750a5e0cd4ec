using System.CommandLine;
using Proxima.Tool.Commands;

// Every command, in the order a person meets them: one file each, one explicit line here.
var root = new RootCommand("Proxima: everything a person or PowerDNS starts. The node itself is proximad.")
{
    ServeCommand.Create(),
    AgentCommand.Create(),
    ExplainCommand.Create(),
    CheckCommand.Create(),
    SnapshotCommand.Create(),
    StatusCommand.Create(),
};

return await root.Parse(args).InvokeAsync();
