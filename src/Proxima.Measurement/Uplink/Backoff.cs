namespace Proxima.Measurement.Uplink;

/// <summary>Waits that double from 1 s to 30 s, each +-20 % at random: agents that lost the same peer must not all return in the same moment.</summary>
internal sealed class Backoff(int seed)
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Random random = new(seed);
    private TimeSpan next = First;

    public TimeSpan Next()
    {
        var wait = next * (0.8 + (0.4 * random.NextDouble()));
        next = next * 2 < Longest ? next * 2 : Longest;
        return wait;
    }

    public void Reset() => next = First;
}
