using Proxima.Control.Intake;
using Proxima.Control.Storage;
using Proxima.Measurement.Agents;
using Proxima.Measurement.Probes;
using Proxima.Measurement.Uplink;
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
    private readonly Outbox outbox;
    private readonly Agent agent;

    public OwnAgent(string site, TargetOffer offer, SampleIntake intake, ProbeCatalog probes, UplinkSurroundings surroundings)
    {
        this.intake = intake;
        log = surroundings.Log;
        outbox = new Outbox(site, new SampleBuffer(), spool: null, surroundings.Time);
        var self = new AgentPeer("this node", _ => Task.FromResult<TargetList?>(TargetsReading.Read(offer.Current(site))), outbox.Add);
        agent = new Agent(new AgentPace(), [self], probes, log, surroundings.Time);
    }

    /// <summary>Measures until cancelled.</summary>
    public Task MeasureAsync(CancellationToken cancel) => agent.RunAsync(cancel);

    /// <summary>Hands over what has gathered.</summary>
    public async Task SendAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested && outbox.Peek() is { } batch)
        {
            try
            {
                var (_, problem) = await intake.AcceptAsync(batch);
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
