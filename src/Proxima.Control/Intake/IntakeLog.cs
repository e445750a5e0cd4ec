using Proxima.Control.Api;

namespace Proxima.Control.Intake;

/// <summary>What came in since the node started: counts by reason, and the last report of each site's agent. Any thread.</summary>
public sealed class IntakeLog
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, long> refused = [];
    private readonly Dictionary<string, AgentItem> agents = [];
    private long accepted;

    public long Accepted => Interlocked.Read(ref accepted);

    public IReadOnlyDictionary<string, long> Refused
    {
        get
        {
            lock (gate)
            {
                return new Dictionary<string, long>(refused);
            }
        }
    }

    public IReadOnlyList<AgentItem> Agents
    {
        get
        {
            lock (gate)
            {
                return [.. agents.Values.OrderBy(agent => agent.Site, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>A whole report was not taken.</summary>
    public void NoteRefused(string reason, int samples)
    {
        lock (gate)
        {
            refused[reason] = refused.GetValueOrDefault(reason) + samples;
        }
    }

    /// <summary>A report was stored: how many samples of each site, and how many not, by reason.</summary>
    public void Note(IReadOnlyDictionary<string, int> samplesBySite, IReadOnlyDictionary<string, int> refusedByReason, long nowUnixMs)
    {
        lock (gate)
        {
            foreach (var (reason, count) in refusedByReason)
            {
                refused[reason] = refused.GetValueOrDefault(reason) + count;
            }

            foreach (var (site, count) in samplesBySite)
            {
                accepted += count;
                agents[site] = new AgentItem(site, nowUnixMs, (agents.GetValueOrDefault(site)?.Samples ?? 0) + count);
            }
        }
    }
}
