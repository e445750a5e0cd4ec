namespace Proxima.Measurement.Uplink;

/// <summary>
/// The secret that names the agent to its peers, from a file. Read anew after a refusal, so that a renewed token needs no restart.
/// Never in a log: <see cref="ToString"/> gives the path.
/// </summary>
public sealed class AgentToken
{
    private readonly string? path;
    private volatile string value;

    private AgentToken(string? path, string value)
    {
        this.path = path;
        this.value = value;
    }

    /// <summary>For peers that ask for no token.</summary>
    public static AgentToken None { get; } = new(null, "");

    internal string Value => value;

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static AgentToken FromFile(string path) => new(path, File.ReadAllText(path).Trim());

    /// <summary>An unreadable file leaves the token as it is; the refusal that follows is said by the caller.</summary>
    public void Reload()
    {
        try
        {
            value = path is null ? value : File.ReadAllText(path).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }

    public override string ToString() => path ?? "no token file";
}
