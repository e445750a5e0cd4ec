using System.Collections;
using System.CommandLine;
using Proxima.Dns.Text;
using Proxima.Measurement.Monitors;
using Proxima.Measurement.Probes;
using Proxima.Settings.Node;
using Proxima.Settings.Steering;
using Proxima.Settings.Values;
using Proxima.Tool.Checks;

namespace Proxima.Tool.Commands;

/// <summary>
/// What cron and systemd timers run, one pass each: <c>proxima check client-latency | dns | monitoring</c>, and the same under the names of the
/// PowerDNS article, <c>proxima check.client.latency</c> and so on.
/// </summary>
internal static class ClusterCheckCommands
{
    private const string DefaultConfig = "/etc/proxima/proxima.conf";

    /// <summary>For <c>proxima check</c>.</summary>
    public static IEnumerable<Command> Create() => [CreateLatency("client-latency"), CreateDns("dns"), CreateMonitoring("monitoring")];

    /// <summary>For <c>proxima</c> itself; the help names them once, under <c>check</c>.</summary>
    public static IEnumerable<Command> CreateArticleNames() => new[] { CreateLatency("check.client.latency"), CreateDns("check.dns"), CreateMonitoring("check.monitoring") }
        .Select(command =>
        {
            command.Hidden = true;
            return command;
        });

    private static Option<string> Config() => new("--config") { HelpName = "FILE", DefaultValueFactory = _ => DefaultConfig, Description = $"The node's settings; by default {DefaultConfig}." };

    private static Command CreateLatency(string name)
    {
        var config = Config();
        var site = new Option<string?>("--site") { HelpName = "NAME", Description = "The site this machine stands at; by default that of [Measure]." };
        var command = new Command(name, "Measure every client network seen, once, and write to all peers. Exit 1 when one was not reached: it gets its samples later.") { config, site };
        command.SetAction((parsed, cancel) =>
        {
            var log = parsed.InvocationConfiguration.Error;
            var settings = Load(parsed.GetValue(config)!, out var errors);
            ErrorPrinter.Print(log, parsed.GetValue(config)!, errors, errors.Count);
            return errors.Count > 0 ? Task.FromResult(ExitCode.BadInput) : new LatencyPass(settings, parsed.GetValue(site), log).RunAsync(cancel);
        });
        return command;
    }

    private static Command CreateMonitoring(string name)
    {
        var config = Config();
        var command = new Command(name, "Probe every watched endpoint once, from here. Exit codes and figures as Nagios takes them; while no node runs, keeps the health file.") { config };
        command.SetAction(async (parsed, cancel) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var settings = Load(parsed.GetValue(config)!, out var errors);
            var steering = errors.Count > 0 ? null : LoadSteering(settings, errors);
            return steering is null
                ? PluginReport.Refuse(output, MonitoringPass.Service, errors)
                : await RunAloneAsync(settings, MonitoringPass.Service, output, async () =>
                {
                    using var probes = new ProbeCatalog(TimeProvider.System);
                    var results = await new MonitoringPass(steering.Model, new MonitorCatalog(probes, TimeProvider.System)).RunAsync(cancel);
                    var report = MonitoringPass.Judge(results);
                    var kept = new HealthNotes(settings.State, TimeProvider.System).Take(results);
                    return report.Write(output, $"{results.Count(result => result.IsOk)} of {Counted.Of(results.Count, "endpoint")} answer; {kept}");
                });
        });
        return command;
    }

    private static Command CreateDns(string name)
    {
        var config = Config();
        var zone = new Option<string?>("--zone") { HelpName = "NAME", Description = "The zone asked for; by default the first of the steering file." };
        var steered = new Option<string?>("--name") { HelpName = "NAME", Description = "The steered name asked for; by default the first in the zone." };
        var port = new Option<int>("--port") { HelpName = "N", DefaultValueFactory = _ => 53, Description = "Where the peers' DNS listens; by default 53." };
        var timeout = new Option<string>("--timeout") { HelpName = "TIME", DefaultValueFactory = _ => "2s", Description = "How long an answer is waited for, twice; by default 2s." };
        var zoneFile = new Option<string?>("--zone-file") { HelpName = "FILE", Description = "The zone that 'proxima pdns config --zones' wrote: silent and wrong peers leave its NS records, and come back." };
        var reload = new Option<string?>("--reload") { HelpName = "COMMAND", Description = "Run by sh when the zone file has changed, as 'pdns_control bind-reload-now example.org'." };
        var command = new Command(name, "Ask every peer's DNS for the SOA and a steered name, and compare. Exit codes and figures as Nagios takes them.")
        {
            config, zone, steered, port, timeout, zoneFile, reload,
        };
        command.SetAction((parsed, cancel) =>
        {
            var flags = new NameServerFlags(parsed.GetValue(zone), parsed.GetValue(steered), parsed.GetValue(port), parsed.GetValue(timeout)!)
            {
                ZoneFile = parsed.GetValue(zoneFile), Reload = parsed.GetValue(reload),
            };
            var settings = Load(parsed.GetValue(config)!, out var errors);
            return RunDnsAsync(settings, errors, flags, parsed.InvocationConfiguration.Output, cancel);
        });
        return command;
    }

    private static async Task<int> RunDnsAsync(NodeSettings settings, List<TextError> errors, NameServerFlags flags, TextWriter output, CancellationToken cancel)
    {
        var steering = errors.Count > 0 ? null : LoadSteering(settings, errors);
        if (steering is null)
        {
            return PluginReport.Refuse(output, NameServerPass.Service, errors);
        }

        if (!flags.TryRead(steering, settings.Peers, out var questions, out var problem))
        {
            return PluginReport.Refuse(output, NameServerPass.Service, [problem]);
        }

        return await RunAloneAsync(settings, NameServerPass.Service, output, async () =>
        {
            var findings = await new NameServerPass(questions).RunAsync(settings.Peers.Hosts.Select(host => host.Host.Trim('[', ']')).Distinct(), cancel);
            var report = NameServerPass.Judge(findings);
            var change = flags.ZoneFile is { } file ? await new NameServerUpkeep(file, flags.Reload).RunAsync(questions.Zone, findings, report, cancel) : "NS answers are not touched";
            return report.Write(output, $"{findings.Count(finding => finding.Health == NameServerHealth.Well)} of {Counted.Of(findings.Count, "peer")} well; {change}");
        });
    }

    /// <summary>One pass at a time; files that cannot be used are a finding of their own.</summary>
    private static async Task<int> RunAloneAsync(NodeSettings settings, string service, TextWriter output, Func<Task<int>> pass)
    {
        var path = Path.Combine(settings.State, $"check-{service.ToLowerInvariant()}.lock");
        try
        {
            using var held = PassLock.TryTake(path);
            return held is null ? PluginReport.Refuse(output, service, [$"the last pass still runs ({path} is held): this one ends"]) : await pass();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return PluginReport.Refuse(output, service, [failure.Message]);
        }
    }

    private static NodeSettings Load(string path, out List<TextError> errors)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");
        var file = NodeSettingsFile.Load(path, environment);
        errors = [.. file.Errors];
        return file.Settings;
    }

    private static SteeringFile? LoadSteering(NodeSettings settings, List<TextError> errors)
    {
        var file = SteeringFile.Load(settings.SteeringFile ?? string.Empty);
        errors.AddRange(settings.SteeringFile is null ? [new TextError("[Steering]", 1, 1, "no steering file", "File = PATH in [Steering]")] : file.Errors);
        return errors.Count == 0 ? file : null;
    }
}
