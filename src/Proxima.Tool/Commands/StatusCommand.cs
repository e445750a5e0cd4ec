using System.CommandLine;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima status</c>.</summary>
internal static class StatusCommand
{
    public static Command Create() => new("status", "Show what the node on this machine is doing.");
}
