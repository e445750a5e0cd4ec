namespace Proxima.Engine.Latency.Probing;

/// <summary>What one network may get of a budget, and gets.</summary>
internal struct ProbeShare
{
    /// <summary>Square root of its weight.</summary>
    public double Root;

    /// <summary>Most measurements a second.</summary>
    public double Most;

    /// <summary>Probes that leave for one measurement: below one where it is asked more rarely than its rate, several where nothing answers.</summary>
    public double Cost;

    public uint AutonomousSystem;

    /// <summary>Measurements a second: the result.</summary>
    public double Rate;
}

/// <summary>
/// How often each network is measured when the budget is too small for all. A quarter of the budget is for everybody alike, so that nobody
/// is forgotten and a lock-in heals; the rest goes by the square root of the weights, which is where another probe brings the most when the
/// use of each falls with their number; nobody gets more than its own limit, and what it leaves goes to the others.
/// </summary>
internal static class ProbeShares
{
    /// <summary>Part of the budget that is for everybody alike.</summary>
    public const double AlikeShare = 0.25;

    private const int Steps = 40;

    /// <summary>What an autonomous system leaves is shared out again, which may bring another to its limit: so many times.</summary>
    private const int Rounds = 3;

    public static void Set(Span<ProbeShare> shares, double perSecond, double perAs)
    {
        for (var round = 0; round < Rounds; round++)
        {
            Set(shares, perSecond);
            if (perAs <= 0 || !LimitSystems(shares, perAs))
            {
                return;
            }
        }
    }

    private static void Set(Span<ProbeShare> shares, double perSecond)
    {
        var (all, largest) = (0.0, 0.0);
        foreach (ref readonly var share in shares)
        {
            all += share.Most * share.Cost;
            largest = Math.Max(largest, share.Most / share.Root);
        }

        var isEnough = all <= perSecond;
        var alike = isEnough ? 1 : AlikeShare * perSecond / all;
        var (low, high) = (0.0, largest);
        for (var step = 0; step < Steps && !isEnough; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = SumOf(shares, alike, middle) <= perSecond ? (middle, high) : (low, middle);
        }

        foreach (ref var share in shares)
        {
            share.Rate = RateOf(in share, alike, low);
        }
    }

    // Every member of a system over its limit gives up the same part of its rate.
    private static bool LimitSystems(Span<ProbeShare> shares, double perAs)
    {
        var sums = new Dictionary<uint, double>();
        foreach (ref readonly var share in shares)
        {
            if (share.AutonomousSystem != 0)
            {
                sums[share.AutonomousSystem] = sums.GetValueOrDefault(share.AutonomousSystem) + (share.Rate * share.Cost);
            }
        }

        var isSome = false;
        foreach (ref var share in shares)
        {
            // Roundings of the sum are no excess.
            if (sums.TryGetValue(share.AutonomousSystem, out var sum) && sum > perAs * 1.000001)
            {
                share.Rate = share.Most = share.Rate * perAs / sum;
                isSome = true;
            }
        }

        return isSome;
    }

    private static double SumOf(ReadOnlySpan<ProbeShare> shares, double alike, double perRoot)
    {
        var sum = 0.0;
        foreach (ref readonly var share in shares)
        {
            sum += RateOf(in share, alike, perRoot) * share.Cost;
        }

        return sum;
    }

    private static double RateOf(in ProbeShare share, double alike, double perRoot) => Math.Min(share.Most, (share.Most * alike) + (perRoot * share.Root));
}
