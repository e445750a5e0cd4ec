namespace Proxima.Measurement.Uplink;

/// <summary>
/// The secret that names the agent to its peers. One from a file is read anew after a refusal, so that a renewed token needs no restart.
/// Never in a log: <see cref="ToString"/> gives what to do when it is refused.
/// </summary>
public sealed class AgentToken
{
    private readonly string? path;
    private readonly string remedy;
    private volatile string value;

    private AgentToken(string value, string? path, string remedy)
    {
        this.value = value;
        this.path = path;
        this.remedy = remedy;
    }

    /// <summary>For peers that ask for no token.</summary>
    public static AgentToken None { get; } = new("", null, "give the agent a token with --token-file");

    internal string Value => value;

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static AgentToken FromFile(string path) => new(File.ReadAllText(path).Trim(), path, $"put a token it knows into {path}");

    /// <param name="value">The secret.</param>
    /// <param name="source">Where it came from, for people.</param>
    public static AgentToken FromSettings(string value, string source) => new(value, null, $"put a token it knows into {source} and start the agent again");

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

    public override string ToString() => remedy;
}
