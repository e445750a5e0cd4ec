using Proxima.Control.Api;

namespace Proxima.Control.Intake;

/// <summary>What was planned last for each site's agents, for status. Any thread.</summary>
public sealed class PlanBook
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, ProbingItem> items = new(StringComparer.Ordinal);

    public IReadOnlyList<ProbingItem> Items
    {
        get
        {
            lock (gate)
            {
                return [.. items.Values];
            }
        }
    }

    public void Note(ProbingItem item)
    {
        lock (gate)
        {
            items[item.Site] = item;
        }
    }
}
