using System.CommandLine;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima agent</c>.</summary>
internal static class AgentCommand
{
    public static Command Create() => new("agent", "Measure round-trip times to client networks and report them to the peers.");
}
