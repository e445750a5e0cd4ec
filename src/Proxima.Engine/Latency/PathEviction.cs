namespace Proxima.Engine.Latency;

/// <summary>
/// Who goes when there is no room: the oldest paths of the sites that hold more than an even share. So an agent that floods the estimator
/// with networks pushes out its own, and every site has its share for certain.
/// </summary>
internal sealed class PathEviction
{
    /// <summary>So many parts of all paths go at once, so that finding them costs little per sample.</summary>
    private const int Parts = 16;

    private readonly Dictionary<ushort, int> held = [];

    public void Came(ushort site) => held[site] = held.GetValueOrDefault(site) + 1;

    /// <summary>Drops a sixteenth of the paths, at least one; returns how many.</summary>
    public int MakeRoom(NetworkTable networks, PathStore paths)
    {
        var total = held.Values.Sum();
        var share = total / held.Count;
        var crowded = held.Where(site => site.Value >= share).Select(site => site.Key).ToHashSet();
        var times = TimesOf(networks, paths, crowded);
        times.Sort();
        var most = Math.Max(1, Math.Min(total / Parts, times.Count));
        var youngest = times[most - 1];
        var left = most;

        // Those as old as the youngest that goes: as many as are needed, whoever comes first.
        var leftOfYoungest = most - times.FindIndex(time => time == youngest);
        foreach (ref var entry in networks.Entries)
        {
            for (var place = entry.IsUsed ? entry.Run.Count - 1 : -1; place >= 0 && left > 0; place--)
            {
                ref readonly var path = ref paths[entry.Run][place];
                if (path.AtUnixMs <= youngest && crowded.Contains(path.Site) && (path.AtUnixMs < youngest || leftOfYoungest-- > 0))
                {
                    Forget(paths, ref entry.Run, place);
                    left--;
                }
            }
        }

        networks.DropEmpty();
        return most - left;
    }

    public void Forget(PathStore paths, ref PathRun run, int place)
    {
        held[paths[run][place].Site]--;
        paths.RemoveAt(ref run, place);
    }

    public static int OldestOf(ReadOnlySpan<PathEstimate> own)
    {
        var oldest = 0;
        for (var place = 1; place < own.Length; place++)
        {
            oldest = own[place].AtUnixMs < own[oldest].AtUnixMs ? place : oldest;
        }

        return oldest;
    }

    private static List<long> TimesOf(NetworkTable networks, PathStore paths, HashSet<ushort> sites)
    {
        var times = new List<long>();
        foreach (ref readonly var entry in networks.Entries)
        {
            foreach (ref readonly var path in entry.IsUsed ? paths[entry.Run] : [])
            {
                if (sites.Contains(path.Site))
                {
                    times.Add(path.AtUnixMs);
                }
            }
        }

        return times;
    }
}
