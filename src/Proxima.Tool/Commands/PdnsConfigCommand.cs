using System.CommandLine;
using Proxima.Engine.PowerDns;
using Proxima.Engine.Snapshots;
using Proxima.Settings.Plugin;
using Proxima.Tool.Checks;
using Proxima.Tool.PowerDns;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima pdns config</c>: the settings of PowerDNS for what is steered here, or what is wrong with those that stand.</summary>
internal static class PdnsConfigCommand
{
    private const string BindFile = "bind.conf";

    public static Command Create()
    {
        var snapshot = new Option<string>("--snapshot") { HelpName = "FILE", DefaultValueFactory = _ => Path.Combine(BackendArguments.DefaultState, "snapshot"), Description = "The snapshot, which says what is steered." };
        var config = new Option<string?>("--config") { HelpName = "FILE", Description = "The plugin's INI file; its [DNS] gives the zone its SOA mailbox and name servers." };
        var zones = new Option<string?>("--zones") { HelpName = "DIR", Description = $"Write the zones of the bind backend and its {BindFile} there." };
        var check = new Option<string?>("--check") { HelpName = "FILE", Description = "A pdns.conf: name every line that would break, and why." };
        var command = new Command("config", "Print the lines of pdns.conf, write the static zones, or check a pdns.conf.") { snapshot, config, zones, check };
        command.SetAction(result =>
        {
            var (output, error) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
            if (!SnapshotFile.TryOpen(result.GetValue(snapshot)!, out var opened, out var problem))
            {
                error.WriteLine(problem);
                return ExitCode.Failed;
            }

            using (opened)
            {
                return result.GetValue(check) is { } path
                    ? Check(path, opened!, output)
                    : Write(new Request(opened!, result.GetValue(snapshot)!, result.GetValue(config), result.GetValue(zones)), output, error);
            }
        });
        return command;
    }

    private static int Check(string path, Snapshot snapshot, TextWriter output)
    {
        var errors = PdnsConfCheck.Run(path, SteeredNames.Of(snapshot));
        ErrorPrinter.Print(output, path, errors, errors.Count);
        if (errors.Count == 0)
        {
            output.WriteLine($"{path}: ok");
        }

        return errors.Count == 0 ? ExitCode.Ok : ExitCode.BadInput;
    }

    private static int Write(Request request, TextWriter output, TextWriter error)
    {
        var plugin = request.ConfigPath is { } path ? PluginSettingsFile.Load(path, new Dictionary<string, string>()) : new PluginSettingsFile(new PluginSettings(), []);
        if (plugin.Errors.Count > 0)
        {
            ErrorPrinter.Print(error, request.ConfigPath!, plugin.Errors, plugin.Errors.Count);
            return ExitCode.BadInput;
        }

        try
        {
            WriteZones(request, plugin.Settings.Zone);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"cannot write the zones: {e.Message}");
            return ExitCode.Failed;
        }

        var flags = $"pdns pipe --snapshot {Path.GetFullPath(request.SnapshotPath)}";
        flags += request.ConfigPath is { } file ? $" --config {Path.GetFullPath(file)}" : string.Empty;
        output.Write(PdnsConfText.Format(request.Snapshot, $"{Environment.ProcessPath ?? "/usr/bin/proxima"} {flags}", Path.Combine(Path.GetFullPath(request.ZonesFolder ?? "/etc/powerdns"), BindFile)));
        return ExitCode.Ok;
    }

    private static void WriteZones(Request request, PluginZone? plugin)
    {
        if (request.ZonesFolder is not { } folder)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        var zones = SteeredNames.ZonesOf(request.Snapshot).Select(apex => (Apex: apex, File: Path.Combine(Path.GetFullPath(folder), $"{apex.ToString().TrimEnd('.').Replace('/', '_')}.zone"))).ToList();
        for (var zone = 0; zone < zones.Count; zone++)
        {
            var head = plugin is not null && plugin.Apex.Equals(zones[zone].Apex) ? plugin.Head : null;
            File.WriteAllText(zones[zone].File, new FallbackZone(request.Snapshot, head).Format(zone));
        }

        File.WriteAllText(Path.Combine(folder, BindFile), PdnsConfText.FormatBind(zones));
    }

    private sealed record Request(Snapshot Snapshot, string SnapshotPath, string? ConfigPath, string? ZonesFolder);
}
