namespace Proxima.Tool.Checks;

/// <summary>One pass of a check at a time: a file held locked (flock), which the kernel lets go when the holder dies in whatever way.</summary>
internal static class PassLock
{
    /// <summary>Null when another pass holds it; else hold it until the pass is over.</summary>
    /// <exception cref="IOException">The file cannot be made; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static FileStream? TryTake(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held) when (held.HResult is 11 or 35)
        {
            return null;
        }
    }
}
