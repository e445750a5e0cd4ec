using System.CommandLine;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima snapshot</c>.</summary>
internal static class SnapshotCommand
{
    public static Command Create() => new("snapshot", "Build snapshot files.");
}
