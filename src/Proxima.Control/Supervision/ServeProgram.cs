namespace Proxima.Control.Supervision;

/// <summary>
/// The program and argument list of the data plane. <paramref name="Build"/> changes when the program's files do, so that an upgrade is
/// noticed although the argument list is the same.
/// </summary>
public sealed record ServeProgram(IReadOnlyList<string> CommandLine, long Build)
{
    /// <summary><c>proxima</c> beside this program; in a build tree without it, the assembly by way of <c>dotnet</c>.</summary>
    /// <exception cref="DataPlaneException">Neither is there.</exception>
    public static ServeProgram Find(string folder, IEnumerable<string> arguments)
    {
        var binary = Path.Combine(folder, "proxima");
        string[] start = File.Exists(binary) ? [binary]
            : File.Exists(binary + ".dll") ? ["dotnet", binary + ".dll"]
            : throw new DataPlaneException($"'{binary}' is missing: the data plane is looked for beside proximad");
        var build = Directory.EnumerateFiles(folder, "Proxima.*.dll").Append(binary).Append(binary + ".dll")
            .Where(File.Exists).Max(file => File.GetLastWriteTimeUtc(file).Ticks);
        return new ServeProgram([.. start, "serve", .. arguments], build);
    }

    /// <summary>True when that process was told to answer from this program's snapshot: by path, since that is what tells state folders apart.</summary>
    public bool AnswersFromTheSameAs(ProcessIdentity process) => SnapshotIn(process.Arguments) == SnapshotIn(CommandLine);

    private static string? SnapshotIn(IReadOnlyList<string> arguments) =>
        arguments.SkipWhile(argument => argument != "--snapshot").Skip(1).FirstOrDefault();

    public bool IsSameAs(ServeProgram other) => Build == other.Build && CommandLine.SequenceEqual(other.CommandLine);
}

/// <summary>The data plane cannot be started; the message is one line for a person.</summary>
public sealed class DataPlaneException(string message) : Exception(message);
