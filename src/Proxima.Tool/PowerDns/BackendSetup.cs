using Proxima.Engine.Health;
using Proxima.Engine.PowerDns;
using Proxima.Settings.Plugin;
using Proxima.Tool.Serving;

namespace Proxima.Tool.PowerDns;

/// <summary>From flags and the INI file to what a session answers from. With any error in either, nothing is steered and one line says so.</summary>
internal sealed class BackendSetup
{
    private readonly ServiceLog log = new(Console.Error);
    private readonly string name;

    public BackendSetup(string name, BackendArguments arguments, TimeProvider time)
    {
        this.name = name;
        var problems = new List<string>(arguments.Problems);
        var settings = ReadSettings(arguments.ConfigPath, problems);
        if (problems.Count > 0)
        {
            var more = problems.Count > 1 ? $" (and {problems.Count - 1} more: proxima check tells them all)" : string.Empty;
            Say($"broken configuration: {problems[0]}{more}; {BackendSnapshot.Consequence}");
            Hall = new BackendHall(() => null, new HealthTable(0));
            return;
        }

        var health = arguments.HealthPath is { } path ? HealthFile.OpenForReading(path) : null;
        var snapshot = new BackendSnapshot(arguments.SnapshotPath, health, arguments.MaxAge, time, Say);
        Traces = settings.Application.Debug;
        Hall = new BackendHall(snapshot.Current, health?.Table ?? new HealthTable(0), settings.Zone?.Apex);
    }

    public BackendHall Hall { get; }

    public bool Traces { get; }

    public void Say(string line) => log.Write($"{name}: {line}");

    private static PluginSettings ReadSettings(string? path, List<string> problems)
    {
        if (path is null)
        {
            return new PluginSettings();
        }

        // Not the environment: PowerDNS hands its own on, and what stands there is no setting of ours.
        var file = PluginSettingsFile.Load(path, new Dictionary<string, string>());
        problems.AddRange(file.Errors.Select(error => error.ToString()));
        return file.Settings;
    }
}
