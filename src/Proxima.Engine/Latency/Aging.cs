namespace Proxima.Engine.Latency;

/// <summary>What time has left of old figures, at one moment; from a table, since a map asks tens of millions of times.</summary>
internal sealed class Aging
{
    private const int StepsPerHalfLife = 64;

    private readonly long nowUnixMs;
    private readonly EstimatorLimits limits;
    private readonly float[] remains;

    public Aging(long nowUnixMs, EstimatorLimits limits)
    {
        this.nowUnixMs = nowUnixMs;
        this.limits = limits;
        remains = new float[(limits.MaxAgeMs * StepsPerHalfLife / limits.HalfLifeMs) + 1];
        for (var step = 0; step < remains.Length; step++)
        {
            remains[step] = float.Exp2(-step / (float)StepsPerHalfLife);
        }
    }

    public bool IsAlive(long atUnixMs) => nowUnixMs - atUnixMs <= limits.MaxAgeMs;

    /// <summary>From 1, fresh, to 0; of figures that are alive.</summary>
    public float RemainsOf(long atUnixMs) => remains[Math.Max(0, nowUnixMs - atUnixMs) * StepsPerHalfLife / limits.HalfLifeMs];
}

/// <summary>The store's site numbers as places in the steering model, asked for once each.</summary>
internal sealed class SitePlaces(int siteCount, Func<ushort, int> siteIndexOf)
{
    private const int NotAsked = -2;

    private int[] places = [];

    /// <summary>Negative: the site is gone.</summary>
    public int this[ushort site]
    {
        get
        {
            if (site >= places.Length)
            {
                var asked = places.Length;
                Array.Resize(ref places, Math.Max(site + 1, asked * 2));
                Array.Fill(places, NotAsked, asked, places.Length - asked);
            }

            if (places[site] == NotAsked)
            {
                var place = siteIndexOf(site);
                places[site] = place < siteCount ? place : -1;
            }

            return places[site];
        }
    }
}
