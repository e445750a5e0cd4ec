using System.CommandLine;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima serve</c>.</summary>
internal static class ServeCommand
{
    public static Command Create() => new("serve", "The data plane: answer DNS from a snapshot file.");
}
