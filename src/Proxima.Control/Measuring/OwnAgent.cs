using System.Text.Json;
using Proxima.Control.Api;
using Proxima.Control.Intake;
using Proxima.Control.Storage;
using Proxima.Engine.Reports;
using Proxima.Measurement.Agents;
using Proxima.Measurement.Passive;
using Proxima.Measurement.Probes;
using Proxima.Measurement.Uplink;
using Proxima.Settings.Node;
using TargetList = Proxima.Measurement.Agents.TargetList;

namespace Proxima.Control.Measuring;

/// <summary>
/// The agent of the node's own site: [Measure] Site makes the node a vantage without a second program. Its targets and samples take the
/// road of every agent's, only without HTTP; samples the store cannot take wait in memory, under the same batch id.
/// </summary>
public sealed class OwnAgent : IDisposable
{
    /// <summary>How often gathered samples are handed over.</summary>
    public static readonly TimeSpan SendInterval = PeerUplink.SendInterval;

    private readonly SampleIntake intake;
    private readonly ChangeLog log;
    private readonly TimeProvider time;
    private readonly Outbox outbox;
    private readonly Agent agent;
    private readonly PassiveWatch passive;

    public OwnAgent(MeasureSettings measure, TargetOffer offer, SampleIntake intake, ProbeCatalog probes, UplinkSurroundings surroundings)
    {
        this.intake = intake;
        log = surroundings.Log;
        time = surroundings.Time;
        var site = measure.Site!;
        outbox = new Outbox(new UplinkSender(site, AgentToken.None, SpoolDirectory: null), new SampleBuffer(), spool: null, surroundings.Time);
        var self = new AgentPeer("this node", _ => Task.FromResult<TargetList?>(TargetsReading.Read(offer.Current(site))), outbox.Add);
        agent = new Agent(new AgentPace(), [self], probes, log, surroundings.Time);
        passive = new PassiveWatch(measure.PassivePorts, [self], log, surroundings.Time);
    }

    /// <summary>Measures until cancelled.</summary>
    public Task MeasureAsync(CancellationToken cancel) => agent.RunAsync(cancel);

    /// <summary>One look at the connections of this machine's services.</summary>
    public Task LookAsync(CancellationToken cancel)
    {
        passive.Look();
        return Task.CompletedTask;
    }

    /// <inheritdoc cref="PassiveWatch.TakeArrivals"/>
    public long? TakeArrivals() => passive.TakeArrivals();

    /// <summary>Handshakes that clients made with this node's listener.</summary>
    public void Take(IReadOnlyList<Handshake> handshakes)
    {
        foreach (var sample in HandshakeSamples.Of(handshakes, time.GetUtcNow().ToUnixTimeMilliseconds()))
        {
            outbox.Add(sample);
        }
    }

    /// <summary>Hands over what has gathered.</summary>
    public async Task SendAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested && outbox.Peek() is { } batch)
        {
            try
            {
                // As it would come over HTTP: one way in for all.
                using var report = SampleBatchReader.Read(JsonSerializer.SerializeToUtf8Bytes(batch, UplinkJson.Default.SampleBatch));
                var (_, problem) = await intake.AcceptAsync(report);
                if (problem?.Status == Problem.TooMany(string.Empty).Status)
                {
                    // Not now: it stays the next one.
                    return;
                }

                outbox.Remove();
                Say(problem?.Detail);
            }
            catch (StoreException)
            {
                // The store has said why, once; the batch stays the next one.
                return;
            }
        }
    }

    public void Dispose() => outbox.Dispose();

    private void Say(string? refusal)
    {
        if (refusal is null)
        {
            log.SayRecovered("own samples", "this node's own samples are taken again");
        }
        else
        {
            log.Say("own samples", refusal, $"this node's own samples are dropped: {refusal}");
        }
    }
}
