using Proxima.Engine.Listeners.Native;

namespace Proxima.Engine.PowerDns;

/// <summary>
/// Bind's metadata in a file, as <c>pdnsutil get-meta</c> printed it; read anew when another stands there. While there is none, or it cannot
/// be read, there is no metadata. Used by one thread.
/// </summary>
/// <param name="say">Receives one line at each change of state.</param>
public sealed class RemoteMetadataFile(string path, Action<string> say)
{
    /// <summary>Where it is looked for beside the snapshot unless something else is said.</summary>
    public const string DefaultName = "pdns.metadata";

    /// <summary>Longest file read, in octets.</summary>
    public const long MaxLength = 16 * 1024 * 1024;

    private readonly byte[] nativePath = FileStamp.NativePath(path);
    private RemoteMetadata metadata = RemoteMetadata.Parse(string.Empty);
    private FileStamp? looked;

    public RemoteMetadata Current()
    {
        // The stamp is taken first: should the file change while it is read, the next call sees a difference.
        var stamp = FileStamp.Of(nativePath);
        if (stamp != looked)
        {
            looked = stamp;
            metadata = RemoteMetadata.Parse(Read());
        }

        return metadata;
    }

    private string Read()
    {
        try
        {
            if (!File.Exists(path))
            {
                return string.Empty;
            }

            if (new FileInfo(path).Length <= MaxLength)
            {
                say($"zone metadata from '{path}'");
                return File.ReadAllText(path);
            }

            say($"no metadata: '{path}' is longer than {MaxLength} octets");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            say($"no metadata: {e.Message}");
        }

        return string.Empty;
    }
}
