namespace Proxima.Measurement.Agents;

/// <summary>
/// How often each network is measured when the budget is too small for all. A quarter of the budget is for everybody alike, so that nobody
/// is forgotten and a lock-in heals; the rest goes by the square root of the weights, which is where another probe brings the most when the
/// use of each falls with their number; nobody is measured more often than once an interval, and what they leave goes to the others.
/// </summary>
internal static class ProbeShares
{
    /// <summary>Part of the budget that is for everybody alike.</summary>
    public const double AlikeShare = 0.25;

    private const int Steps = 40;

    /// <summary>Sets the interval of each plan. <paramref name="restOf"/> is how many times more rarely it is asked than that: a dark one takes less.</summary>
    public static void Set(IReadOnlyCollection<NetworkPlan> plans, TimeSpan interval, double perSecond, Func<NetworkPlan, int> restOf)
    {
        var most = 1 / interval.TotalSeconds;
        var all = plans.Sum(plan => most / restOf(plan));
        var least = all <= perSecond ? most : most * AlikeShare * perSecond / all;
        var (low, high) = (0.0, most / Math.Sqrt(Math.Max(double.Epsilon, plans.Select(plan => plan.Weight).DefaultIfEmpty(1).Min())));
        for (var step = 0; step < Steps && least < most; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = plans.Sum(plan => RateOf(plan, least, most, middle) / restOf(plan)) <= perSecond ? (middle, high) : (low, middle);
        }

        foreach (var plan in plans)
        {
            plan.Interval = TimeSpan.FromSeconds(1 / RateOf(plan, least, most, low));
        }
    }

    private static double RateOf(NetworkPlan plan, double least, double most, double perRoot) => Math.Min(most, least + (perRoot * Math.Sqrt(plan.Weight)));
}
