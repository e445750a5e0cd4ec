using System.CommandLine;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima check</c>.</summary>
internal static class CheckCommand
{
    public static Command Create() => new("check", "List every error of every file, with file:line:column.");
}
