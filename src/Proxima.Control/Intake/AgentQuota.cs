namespace Proxima.Control.Intake;

/// <summary>
/// How many samples a site's agents may report: a token bucket for each site. A report over it is not taken now; a sender that behaves
/// keeps it and comes again, so an honest agent that was cut off for a day catches up at this rate, and a flood stays outside. Any thread.
/// </summary>
/// <param name="perSecond">Samples a second and site, in the long run.</param>
public sealed class AgentQuota(int perSecond, TimeProvider time)
{
    /// <summary>The bucket holds what comes in this time: a minute's backlog after a short break goes through at once.</summary>
    public static readonly TimeSpan Burst = TimeSpan.FromSeconds(60);

    /// <summary>A site that stayed within its quota this long after a refusal is well again.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    /// <summary>Takes the tokens for a report, how many samples of each site, or none, and says how long until there are enough.</summary>
    public bool TryTake(IReadOnlyCollection<KeyValuePair<string, int>> bySite, out TimeSpan wait)
    {
        lock (gate)
        {
            wait = TimeSpan.Zero;
            foreach (var (site, samples) in bySite)
            {
                var bucket = Filled(site);
                var missing = NeededFor(samples) - bucket.Tokens;
                if (missing > 0)
                {
                    bucket.RefusedAt = bucket.At;
                    wait = TimeSpan.FromSeconds(Math.Max(wait.TotalSeconds, missing / perSecond));
                }
            }

            foreach (var (site, samples) in wait == TimeSpan.Zero ? bySite : [])
            {
                buckets[site].Tokens -= NeededFor(samples);
            }

            return wait == TimeSpan.Zero;
        }
    }

    /// <summary>Sites that were refused within <see cref="Calm"/>.</summary>
    public IReadOnlyList<string> Over
    {
        get
        {
            lock (gate)
            {
                var now = time.GetTimestamp();
                return [.. buckets.Where(pair => pair.Value.RefusedAt is { } at && time.GetElapsedTime(at, now) < Calm).Select(pair => pair.Key).Order(StringComparer.Ordinal)];
            }
        }
    }

    // A report larger than the bucket is for the full bucket; else it could never be taken.
    private double NeededFor(int samples) => Math.Min(samples, perSecond * Burst.TotalSeconds);

    private Bucket Filled(string site)
    {
        var now = time.GetTimestamp();
        var most = perSecond * Burst.TotalSeconds;
        var bucket = buckets.TryGetValue(site, out var known) ? known : buckets[site] = new Bucket { Tokens = most, At = now };
        bucket.Tokens = Math.Min(most, bucket.Tokens + (time.GetElapsedTime(bucket.At, now).TotalSeconds * perSecond));
        bucket.At = now;
        return bucket;
    }

    private sealed class Bucket
    {
        public double Tokens { get; set; }

        public long At { get; set; }

        public long? RefusedAt { get; set; }
    }
}
