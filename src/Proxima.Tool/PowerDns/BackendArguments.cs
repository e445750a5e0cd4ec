using Proxima.Settings.Values;

namespace Proxima.Tool.PowerDns;

/// <summary>
/// The flags of a coprocess, <c>--flag VALUE</c>. Parsed here and not by the parser of the other commands: an error must not end the
/// coprocess, since PowerDNS answers SERVFAIL without one, even for names that are not steered.
/// </summary>
internal sealed class BackendArguments
{
    public const string DefaultState = "/var/lib/proxima";

    private readonly List<string> problems = [];
    private string state = DefaultState;
    private string? snapshot;
    private string? health;

    private BackendArguments()
    {
    }

    /// <summary>What is wrong, one line each.</summary>
    public IReadOnlyList<string> Problems => problems;

    public string SnapshotPath => snapshot ?? Path.Combine(state, "snapshot");

    /// <summary>Null: every endpoint is unknown, which is the case with a snapshot from elsewhere and no health file named.</summary>
    public string? HealthPath => health ?? (snapshot is null ? Path.Combine(state, "health") : null);

    public string? ConfigPath { get; private set; }

    public TimeSpan? MaxAge { get; private set; }

    /// <summary>The unix socket to listen at; null: standard input and output.</summary>
    public string? SocketPath { get; private set; }

    /// <summary>What bind's metadata is, as <c>pdnsutil get-meta</c> printed it; remote backend only.</summary>
    public string? MetadataPath { get; private set; }

    public static BackendArguments Parse(IReadOnlyList<string> words)
    {
        var arguments = new BackendArguments();
        for (var i = 0; i < words.Count; i++)
        {
            var parts = words[i].Split('=', 2);
            var value = parts.Length > 1 ? parts[1] : i + 1 < words.Count ? words[++i] : null;
            arguments.Set(parts[0], value);
        }

        return arguments;
    }

    private void Set(string flag, string? value)
    {
        if (value is null)
        {
            problems.Add($"'{flag}' has no value");
            return;
        }

        switch (flag)
        {
            case "--state": state = value; break;
            case "--snapshot": snapshot = value; break;
            case "--health": health = value; break;
            case "--config": ConfigPath = value; break;
            case "--socket": SocketPath = value; break;
            case "--metadata": MetadataPath = value; break;
            case "--max-age" when DurationText.TryParse(value, out var age): MaxAge = age; break;
            case "--max-age": problems.Add($"--max-age '{value}', expected {DurationText.Expected}"); break;
            default: problems.Add($"unknown flag '{flag}', expected --config, --state, --snapshot, --health, --max-age, --socket or --metadata"); break;
        }
    }
}
