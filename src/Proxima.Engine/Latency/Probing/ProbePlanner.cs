namespace Proxima.Engine.Latency.Probing;

/// <summary>
/// When one site probes which client network. Pure: the same wishes at the same time give the same plan, whoever asks.
/// <code>
///   questions x worth  -> share of the budget -> interval
///   interval, the news -> due                 -> the paths that are due within the window
/// </code>
/// A path is due an interval after it was last heard of, by a probe or by a client's own connection: what clients tell, nobody is probed
/// for. Those that were never tried come one after the other, the heaviest first, with three quarters of the budget or what the others leave.
/// One that does not answer keeps to a moment of its own in an ever longer interval, since its last attempt is not known here.
/// </summary>
/// <param name="pace">The budget.</param>
/// <param name="seed">Spreads what would be due all at once; another one for each site, so that they do not all probe a network in the same second.</param>
public sealed class ProbePlanner(ProbePace pace, ulong seed)
{
    /// <summary>A network that never answered is asked ever more rarely, down to one time in this many intervals.</summary>
    public const int MostDarkIntervals = 16;

    /// <summary>The same for a network that used to answer: its way may come back any moment.</summary>
    public const int MostLostIntervals = 4;

    /// <summary>Losses of a path that used to answer which are chance still.</summary>
    public const int ChanceLosses = 3;

    /// <summary>From this chance of changing a decision on, a path is measured as often as the interval allows; below, more rarely in proportion.</summary>
    public const double FullWorth = 0.25;

    /// <summary>Probes that a measurement takes which nothing answers: each kind is tried.</summary>
    private const double DarkProbes = 4;

    /// <summary>
    /// Most of the budget that goes to paths never tried while there are such, the heaviest first: what is not known at all is worth more than
    /// another look at what is, and the rest keeps decisions fresh meanwhile.
    /// </summary>
    private const double UntriedShare = 0.75;

    /// <summary>A turn missed by less than this is late and not over: the answer of the agent's refresh may just not be in.</summary>
    private const long GraceMs = 15_000;

    /// <summary>Part of an interval by which paths measured in the same moment are moved apart.</summary>
    private const double Spread = 0.1;

    public ProbePlan Plan(IReadOnlyList<ProbeWish> wishes, long nowUnixMs)
    {
        var tried = Enumerable.Range(0, wishes.Count).Where(i => !wishes[i].News.IsUntried).ToArray();
        var untried = Untried(wishes);
        var atFirst = Math.Min(pace.PerSecond * UntriedShare, untried.Count / pace.Window.TotalSeconds);
        var shares = Array.ConvertAll(tried, wish => ShareOf(wishes[wish], nowUnixMs));
        ProbeShares.Set(shares, pace.PerSecond - atFirst, pace.PerAs);
        var (upkeep, spared) = (0.0, 0);
        foreach (ref readonly var share in shares.AsSpan())
        {
            upkeep += share.Rate * share.Cost;
            spared += share.Cost == 0 ? 1 : 0;
        }

        var paths = new List<PlannedPath>();
        AddTried(paths, wishes, tried, shares, nowUnixMs);
        AddUntried(paths, wishes, untried, pace.PerSecond - upkeep, nowUnixMs);
        paths.Sort(InOrder);
        return new ProbePlan(paths, upkeep + Math.Min(pace.PerSecond - upkeep, untried.Count / pace.Window.TotalSeconds), untried.Count, spared);
    }

    private static double WeightOf(in ProbeWish wish) => Math.Max(1, wish.Questions) * wish.Worth;

    private static int InOrder(PlannedPath left, PlannedPath right) => (left.DueUnixMs.CompareTo(right.DueUnixMs), right.Weight.CompareTo(left.Weight)) switch
    {
        (0, 0) => left.Wish.CompareTo(right.Wish),
        (0, var byWeight) => byWeight,
        var (byDue, _) => byDue,
    };

    // Those never tried, what weighs most first.
    private static List<int> Untried(IReadOnlyList<ProbeWish> wishes)
    {
        var untried = Enumerable.Range(0, wishes.Count).Where(i => wishes[i].News.IsUntried).ToList();
        untried.Sort((left, right) => WeightOf(wishes[right]).CompareTo(WeightOf(wishes[left])) is var order and not 0 ? order : left.CompareTo(right));
        return untried;
    }

    /// <summary>How many times more rarely a path is asked that does not answer.</summary>
    private static int RestOf(PathNews news) => news.IsDark
        ? Math.Min(MostDarkIntervals, news.Losses)
        : Math.Clamp(news.Losses / ChanceLosses, 1, MostLostIntervals);

    private ProbeShare ShareOf(in ProbeWish wish, long nowUnixMs)
    {
        var most = Math.Min(pace.PerTarget, 1 / pace.Interval.TotalSeconds) * Math.Min(1, wish.Worth / FullWorth);
        var isSpared = wish.News.IsPassive && nowUnixMs - wish.News.AtUnixMs < 1000 / most;
        return new ProbeShare
        {
            Root = Math.Sqrt(WeightOf(in wish)),
            Most = most,
            Cost = isSpared ? 0 : (wish.News.IsDark ? DarkProbes : 1) / RestOf(wish.News),
            AutonomousSystem = wish.AutonomousSystem,
        };
    }

    private void AddTried(List<PlannedPath> paths, IReadOnlyList<ProbeWish> wishes, int[] tried, ProbeShare[] shares, long nowUnixMs)
    {
        var end = nowUnixMs + (long)pace.Window.TotalMilliseconds;
        for (var i = 0; i < tried.Length; i++)
        {
            var wish = wishes[tried[i]];
            var rest = RestOf(wish.News);
            var interval = TimeSpan.FromSeconds(rest / shares[i].Rate);
            var due = wish.News.IsDark || rest > 1
                ? TurnOf(wish.Network, interval, nowUnixMs)
                : wish.News.AtUnixMs + (long)(interval.TotalMilliseconds * (1 + (Spread * (PhaseOf(wish.Network) - 0.5))));
            if (due < end)
            {
                paths.Add(new PlannedPath(tried[i], WeightOf(in wish), interval, due));
            }
        }
    }

    // What weighs most first, as fast as the upkeep of the others leaves it; of one autonomous system no more than it may get.
    private void AddUntried(List<PlannedPath> paths, IReadOnlyList<ProbeWish> wishes, List<int> untried, double perSecond, long nowUnixMs)
    {
        var windowSeconds = pace.Window.TotalSeconds;
        var (gapMs, most) = (1000 / perSecond, perSecond * windowSeconds);
        var bySystem = new Dictionary<uint, int>();
        var count = 0;
        foreach (var number in untried)
        {
            var wish = wishes[number];
            if (count >= most)
            {
                return;
            }

            if (pace.PerAs > 0 && wish.AutonomousSystem != 0 && (bySystem[wish.AutonomousSystem] = bySystem.GetValueOrDefault(wish.AutonomousSystem) + 1) > pace.PerAs * windowSeconds)
            {
                continue;
            }

            paths.Add(new PlannedPath(number, WeightOf(in wish), pace.Interval, nowUnixMs + (long)(count++ * gapMs)));
        }
    }

    // The network's own moment in each interval of the calendar.
    private long TurnOf(in Prefix network, TimeSpan interval, long nowUnixMs)
    {
        var length = Math.Max(1, (long)Math.Min(interval.TotalMilliseconds, long.MaxValue / 4));
        var from = nowUnixMs - Math.Min(GraceMs, length / 2);
        var turn = (long)(PhaseOf(network) * length);
        return from + ((((turn - from) % length) + length) % length);
    }

    private double PhaseOf(in Prefix network) =>
        NetworkTable.Mix(NetworkTable.Mix(network.High + network.Length) ^ seed) / (double)ulong.MaxValue;
}
