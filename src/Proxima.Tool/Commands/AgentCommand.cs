using System.Collections;
using System.CommandLine;
using Proxima.Measurement.Agents;
using Proxima.Measurement.Uplink;
using Proxima.Tool.Measuring;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima agent</c>: a daemon until SIGTERM, or one pass with <c>--once</c>.</summary>
internal static class AgentCommand
{
    public static Command Create()
    {
        var config = new Option<string?>("--config") { HelpName = "FILE", Description = "Settings to take what is not given here from: section [Agent]." };
        var site = new Option<string?>("--site") { HelpName = "NAME", Description = "The site this machine stands at." };
        var peers = new Option<string[]>("--peer") { HelpName = "URL", Description = "A node to measure for and report to, as http://192.0.2.1:8053. Repeat for more." };
        var tokenFile = new Option<string?>("--token-file") { HelpName = "FILE", Description = "File with the token the peers know this agent by." };
        var interval = new Option<string?>("--interval") { HelpName = "TIME", Description = "How often a network is measured, as 60s. Without it the peers say." };
        var spool = new Option<string?>("--spool") { HelpName = "DIR", Description = "Folder for samples no peer has taken yet. Without it they wait in memory." };
        var passive = new Option<int[]>("--passive-port") { HelpName = "PORT", Description = "Local TCP port of a service on this machine: its connections tell their round-trip times. Repeat for more." };
        var once = new Option<bool>("--once") { Description = "Measure every network once, report, and end: 0, or 1 when a peer did not answer." };
        var command = new Command("agent", "Measure round-trip times to client networks and report them to the peers.")
        {
            config, site, peers, tokenFile, interval, spool, passive, once,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var flags = new AgentFlags(parsed.GetValue(config), parsed.GetValue(site), parsed.GetValue(peers) ?? [], parsed.GetValue(tokenFile))
            {
                Interval = parsed.GetValue(interval),
                Spool = parsed.GetValue(spool),
                PassivePorts = parsed.GetValue(passive) ?? [],
            };
            return RunAsync(flags, parsed.GetValue(once), parsed.InvocationConfiguration.Error, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(AgentFlags flags, bool isOnce, TextWriter log, CancellationToken cancellation)
    {
        var request = AgentRequest.Read(flags, ReadEnvironment());
        if (request.Errors.Count > 0)
        {
            foreach (var error in request.Errors)
            {
                log.WriteLine(error);
            }

            return ExitCode.BadInput;
        }

        try
        {
            using var identity = request.Place.Sender.Roll?.Identity;
            if (request.Place.Sender.SpoolDirectory is { } directory)
            {
                Directory.CreateDirectory(directory);
            }

            // The seed only spreads agents' retries over time: the process id differs from one agent to the next.
            var surroundings = new UplinkSurroundings(new ChangeLog(TextWriter.Synchronized(log).WriteLine), TimeProvider.System, Environment.ProcessId);
            using var session = new AgentSession(request.Place, request.Pace, surroundings);
            return await RunAsync(session, request.Place, isOnce, log, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.WriteLine($"spool {request.Place.Sender.SpoolDirectory}: {failure.Message}");
            return ExitCode.Failed;
        }
    }

    private static async Task<int> RunAsync(AgentSession session, AgentPlace place, bool isOnce, TextWriter log, CancellationToken cancellation)
    {
        if (isOnce)
        {
            var silent = await session.RunOnceAsync(cancellation);
            return silent.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
        }

        log.WriteLine($"agent of site {place.Sender.Site}, reporting to {string.Join(", ", place.Peers)}");
        await session.RunAsync(cancellation);
        log.WriteLine("agent stopped");
        return ExitCode.Ok;
    }

    private static Dictionary<string, string> ReadEnvironment() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");
}
