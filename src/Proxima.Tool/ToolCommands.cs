using System.CommandLine;
using Proxima.Tool.Commands;

namespace Proxima.Tool;

/// <summary>Every command, in the order a person meets them: one file each, one explicit line here.</summary>
public static class ToolCommands
{
    public static RootCommand Create(TimeProvider time) => new("Proxima: everything a person or PowerDNS starts. The node itself is proximad.")
    {
        ServeCommand.Create(),
        AgentCommand.Create(),
        ExplainCommand.Create(),
        CheckCommand.Create(),
        SnapshotCommand.Create(time),
        DatabaseCommand.Create(),
        StatusCommand.Create(),
        PdnsCommand.Create(),
    };
}
