namespace Proxima.Tests.Settings;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
internal sealed class TextFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("proxima-texts-").FullName;

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The errors with the folder cut off, so that they read as a person in that folder sees them.</summary>
    public string Show(IEnumerable<object> errors) => string.Join('\n', errors).Replace(Root + "/", string.Empty, StringComparison.Ordinal);

    /// <summary>The repository's own folder of examples.</summary>
    public static string Examples
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Proxima.slnx")))
            {
                folder = folder.Parent;
            }

            return Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException("the repository's root"), "examples", "minimal");
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
