using System.CommandLine;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima explain</c>.</summary>
internal static class ExplainCommand
{
    public static Command Create() => new("explain", "Show why a client gets the answer it gets.");
}
