using Proxima.Engine.Health;
using Proxima.Engine.PowerDns;
using Proxima.Engine.Reports;
using Proxima.Engine.Steering;
using Proxima.Measurement.SharedState;
using Proxima.Settings.Plugin;
using Proxima.Tool.Serving;

namespace Proxima.Tool.PowerDns;

/// <summary>
/// From flags and the INI file to what the sessions of one process answer from. With any error in either, nothing is steered and one line
/// says so.
/// </summary>
internal sealed class BackendSetup
{
    private readonly ServiceLog log = new(() => Console.Error);
    private readonly string name;
    private readonly BackendArguments arguments;
    private readonly PluginSettings settings;
    private readonly BackendReport report;
    private readonly TimeProvider time;
    private readonly DecisionShare? share;
    private readonly bool isBroken;

    public BackendSetup(string name, BackendArguments arguments, TimeProvider time)
    {
        (this.name, this.arguments, this.time) = (name, arguments, time);
        var problems = new List<string>(arguments.Problems);
        settings = ReadSettings(arguments.ConfigPath, problems);
        report = new BackendReport(new ReportFolder(arguments.ReportsPath, time), time, Say);
        isBroken = problems.Count > 0;
        share = settings.Memcached is { } server && !isBroken ? new DecisionShare(new Memcached(server, time, Say)) : null;
        if (isBroken)
        {
            var more = problems.Count > 1 ? $" (and {problems.Count - 1} more: proxima check tells them all)" : string.Empty;
            Say($"broken configuration: {problems[0]}{more}; {BackendSnapshot.Consequence}");
        }
    }

    public BackendOptions Options => new(settings.Application.Debug && !isBroken);

    /// <summary>Bind's metadata, for one session.</summary>
    public RemoteMetadataFile Metadata() => new(arguments.MetadataPath, Say);

    /// <summary>For one session: a thread of its own may use it.</summary>
    public BackendHall CreateHall()
    {
        if (isBroken)
        {
            return new BackendHall(() => null, new HealthTable(0));
        }

        var health = HealthFile.OpenForReading(arguments.HealthPath);
        var snapshot = new BackendSnapshot(arguments.SnapshotPath, health, arguments.MaxAge, time, Say);
        return new BackendHall(snapshot.Current, health.Table, report, settings.Zone?.Backend, share) { Entitlements = settings.CreateEntitlements(Say) };
    }

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
