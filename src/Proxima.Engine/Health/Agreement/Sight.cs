namespace Proxima.Engine.Health.Agreement;

/// <summary>
/// Whether this vantage sees at all. A target that falls silent is believed dead as long as anything has answered since; if nothing did, and
/// targets at another site that were not down before have fallen silent as well, it is the vantage that is blind, and its verdicts stay.
/// Targets of one site vouch for each other's answers, not for each other's silence: a site may well die as a whole. Any thread.
/// </summary>
public sealed class Sight
{
    private readonly Lock gate = new();
    private readonly HashSet<object> withheld = [];
    private readonly Dictionary<string, int> sites = [];
    private long answeredAt = long.MinValue;
    private (string Site, long At) newest = (string.Empty, long.MinValue);
    private (string Site, long At) newestElsewhere = (string.Empty, long.MinValue);

    /// <summary>Verdicts are being withheld because nobody answers.</summary>
    public bool IsBlind
    {
        get
        {
            lock (gate)
            {
                return withheld.Count > 0;
            }
        }
    }

    /// <summary>A target at the site is watched from now on.</summary>
    public void Watch(string site)
    {
        lock (gate)
        {
            sites[site] = sites.GetValueOrDefault(site) + 1;
        }
    }

    /// <summary>One target at the site is watched no more.</summary>
    public void Unwatch(string site)
    {
        lock (gate)
        {
            if (sites.GetValueOrDefault(site) is > 1 and var left)
            {
                sites[site] = left - 1;
            }
            else
            {
                sites.Remove(site);
            }
        }
    }

    /// <summary>An attempt that began at <paramref name="beganAt"/> was answered, whatever the answer was.</summary>
    public void NoteAnswer(long beganAt)
    {
        lock (gate)
        {
            answeredAt = Math.Max(answeredAt, beganAt);
        }
    }

    /// <summary>An attempt at a target that was not known to be down got no answer.</summary>
    public void NoteSilence(string site, long beganAt)
    {
        lock (gate)
        {
            if (site == newest.Site)
            {
                newest.At = Math.Max(newest.At, beganAt);
            }
            else if (beganAt >= newest.At)
            {
                (newestElsewhere, newest) = (newest, (site, beganAt));
            }
            else if (beganAt > newestElsewhere.At)
            {
                newestElsewhere = (site, beganAt);
            }
        }
    }

    /// <summary>
    /// Whether a single attempt that got no answer is too little to judge by, for those at other sites have not had their turn since it began, and nobody
    /// has answered since. With its next attempt they have.
    /// </summary>
    public bool IsTooSoon(string site, long beganAt)
    {
        lock (gate)
        {
            return answeredAt < beganAt && sites.Count > (sites.ContainsKey(site) ? 1 : 0);
        }
    }

    /// <summary>Whether the silence of a target since <paramref name="silentSince"/> may be this vantage's own trouble; <paramref name="who"/> is then kept as withheld.</summary>
    public bool IsBlindTo(object who, string site, long silentSince)
    {
        lock (gate)
        {
            var elsewhere = newest.Site == site ? newestElsewhere.At : newest.At;
            var isBlind = answeredAt < silentSince && elsewhere >= silentSince;
            _ = isBlind ? withheld.Add(who) : withheld.Remove(who);
            return isBlind;
        }
    }

    /// <summary>It answered, or is watched no more.</summary>
    public void Release(object who)
    {
        lock (gate)
        {
            withheld.Remove(who);
        }
    }
}
