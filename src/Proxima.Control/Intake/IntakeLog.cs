using Proxima.Control.Api;
using Proxima.Control.Storage;

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

    public void Note(string site, BatchOutcome outcome, long nowUnixMs)
    {
        lock (gate)
        {
            accepted += outcome.Accepted;
            foreach (var (reason, count) in outcome.Refused)
            {
                refused[reason] = refused.GetValueOrDefault(reason) + count;
            }

            agents[site] = new AgentItem(site, nowUnixMs, (agents.GetValueOrDefault(site)?.Samples ?? 0) + outcome.Accepted);
        }
    }
}
