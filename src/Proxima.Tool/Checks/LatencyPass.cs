using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Proxima.Engine.Steering;
using Proxima.Measurement.Agents;
using Proxima.Measurement.Uplink;
using Proxima.Settings.Node;

namespace Proxima.Tool.Checks;

/// <summary>
/// <c>check.client.latency</c>: measures every client network that this node or a peer has seen, once, and writes to all of them by the door of
/// peers. It is an agent's one pass with the cluster's list and key in place of a token; a peer that does not answer gets its samples from the
/// spool with the next pass.
/// </summary>
internal sealed class LatencyPass(NodeSettings settings, string? site, TextWriter log)
{
    /// <summary>Spools and the lock, in the state folder: apart from the node's own, so that each has one writer.</summary>
    private const string Folder = "check-client-latency";

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        if (!TryPlan(out var place, out var problem))
        {
            log.WriteLine(problem);
            return ExitCode.BadInput;
        }

        try
        {
            using var held = PassLock.TryTake(Path.Combine(place.Sender.SpoolDirectory!, "lock"));
            if (held is null)
            {
                log.WriteLine($"the last pass still runs ({place.Sender.SpoolDirectory}/lock is held): this one ends");
                return ExitCode.Failed;
            }

            using var identity = place.Sender.Roll!.Identity;
            var surroundings = new UplinkSurroundings(new ChangeLog(TextWriter.Synchronized(log).WriteLine), TimeProvider.System, Environment.ProcessId);
            using var session = new AgentSession(place, new AgentPace(), surroundings);
            var silent = await session.RunOnceAsync(cancellation);
            log.WriteLine($"{Counted.Of(session.TargetCount, "network")} measured from {place.Sender.Site} for {Counted.Of(place.Peers.Count, "node")}; not reached: {(silent.Count == 0 ? "none" : string.Join(", ", silent))}");
            return silent.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.WriteLine($"{place.Sender.SpoolDirectory}: {failure.Message}");
            return ExitCode.Failed;
        }
    }

    private void Tell(ProbeSample sample) =>
        log.WriteLine($"{sample.Network}: {(sample.Rtt.IsKnown ? $"{sample.Rtt.Milliseconds.ToString("0.0", CultureInfo.InvariantCulture)} ms" : "no answer")}, {SteeringWords.Of(sample.Kind)}");

    private bool TryPlan([NotNullWhen(true)] out AgentPlace? place, out string problem)
    {
        place = null;
        var from = site ?? settings.Measure.Site ?? settings.Agent.Site;
        problem = from is null ? "no site to measure from, expected --site NAME, or Site = NAME in [Measure] of the settings"
            : settings.Peers.Key is null ? "no key, expected KeyFile = FILE in [Peers] of the settings: the same as the nodes have"
            : string.Empty;
        if (problem.Length > 0)
        {
            return false;
        }

        var sender = new UplinkSender(from!, AgentToken.None, Path.Combine(settings.State, Folder))
        {
            Roll = new PeerRoll(PeerIdentity.Create(new PeerKey(settings.Peers.Key!.Reveal()), from!)),
            ToAll = true,
        };

        // The node of this machine first: whatever name the list has for it, it is the same certificate, and so is written to once.
        place = new AgentPlace(sender, [.. settings.Peers.Hosts.Prepend(settings.Peers.OwnDoor).Distinct()]) { Trace = settings.IsDebug ? Tell : null };
        return true;
    }
}
