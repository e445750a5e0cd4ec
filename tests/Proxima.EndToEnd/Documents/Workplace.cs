namespace Proxima.EndToEnd;

/// <summary>A folder that looks like the checkout to a command of a document, and takes what it writes.</summary>
internal sealed class Workplace : IDisposable
{
    public Workplace()
    {
        Directory.CreateSymbolicLink(Path.Combine(Folder, "out"), Path.GetDirectoryName(Repository.Program("proxima"))!);
        Directory.CreateSymbolicLink(Path.Combine(Folder, "examples"), Path.Combine(Repository.Root, "examples"));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("proxima-docs-").FullName;

    /// <summary>Runs a command as a person would, in this folder, errors and output in one; <paramref name="networkNamespace"/> null is the machine's own.</summary>
    public Task<Finished> Run(string command, string? networkNamespace = null)
    {
        string[] shell = ["bash", "-c", $"cd '{Folder}' && {command} 2>&1"];
        return networkNamespace is null ? Finished.Run(shell[0], shell[1..]) : Finished.Run("ip", ["netns", "exec", networkNamespace, .. shell]);
    }

    public void Dispose() => TemporaryFolder.Remove(Folder);
}
