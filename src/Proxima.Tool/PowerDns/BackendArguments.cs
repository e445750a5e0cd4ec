using Proxima.Engine.PowerDns;
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
    private string? reports;
    private string? metadata;

    private BackendArguments()
    {
    }

    /// <summary>What is wrong, one line each.</summary>
    public IReadOnlyList<string> Problems => problems;

    public string SnapshotPath => snapshot ?? Path.Combine(state, "snapshot");

    /// <summary>By default where proximad has it, beside its snapshot. While no such file is there every endpoint is unknown.</summary>
    public string HealthPath => health ?? Beside("health");

    /// <summary>The folder where the networks of clients are reported to proximad. Where there is none they are not reported.</summary>
    public string ReportsPath => reports ?? Beside("reports");

    public string? ConfigPath { get; private set; }

    public TimeSpan? MaxAge { get; private set; }

    /// <summary>The unix socket to listen at; null: standard input and output.</summary>
    public string? SocketPath { get; private set; }

    /// <summary>What bind's metadata is, as <c>pdnsutil get-meta</c> printed it; remote backend only.</summary>
    public string MetadataPath => metadata ?? Beside(RemoteMetadataFile.DefaultName);

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

    private string Beside(string name) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(SnapshotPath)) ?? "/", name);

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
            case "--reports": reports = value; break;
            case "--config": ConfigPath = value; break;
            case "--socket": SocketPath = value; break;
            case "--metadata": metadata = value; break;
            case "--max-age" when DurationText.TryParse(value, out var age): MaxAge = age; break;
            case "--max-age": problems.Add($"--max-age '{value}', expected {DurationText.Expected}"); break;
            default: problems.Add($"unknown flag '{flag}', expected --config, --state, --snapshot, --health, --reports, --max-age, --socket or --metadata"); break;
        }
    }
}
