namespace Proxima.Engine.Health.Agreement;

/// <summary>
/// What several vantages say of endpoints, made one status each. Every node holds one: its own votes and the last report of every peer go
/// in, and as all count alike, nodes that hear each other come to the same. Pure, one thread at a time; times in milliseconds of a clock
/// of this node that only goes forward, so that nobody's wall clock matters.
/// <code>
///   own checks -- Vote --+
///   peers' reports ------+-> Tally (blind and stale ones left out) -> FlapDamper -> status
///   last known status ---+
/// </code>
/// Who checks what follows from the same: see <see cref="IsToCheck"/>.
/// </summary>
/// <param name="self">This vantage's name among all; nobody else's.</param>
public sealed class HealthAgreement(string self)
{
    /// <summary>A vantage that has said nothing for so long has no vote.</summary>
    public const long StaleAfterMs = 5_000;

    /// <summary>Most vantages remembered.</summary>
    public const int MostVantages = 64;

    private readonly ulong selfHash = StableHashOf(self);
    private readonly Dictionary<string, Watched> endpoints = [];
    private readonly Dictionary<string, HeardVantage> vantages = [];
    private long lookAroundUntil = long.MinValue;

    /// <summary>A vantage that was blind goes on checking everything for so long: what it saw by must not be the first thing it stops to look at.</summary>
    public const long LookAroundMs = 60_000;

    /// <summary>This node withholds its verdicts: its votes do not count.</summary>
    public bool IsBlind { get; private set; }

    /// <summary>The endpoint is there, with what was last known of it. One that is known already keeps what it has.</summary>
    public void Watch(string endpoint, in VoteRule rule, EndpointStatus last)
    {
        if (endpoints.TryGetValue(endpoint, out var known))
        {
            known.Rule = rule;
            return;
        }

        endpoints.Add(endpoint, new Watched(StableHashOf(endpoint)) { Rule = rule, Agreed = last, Status = last });
    }

    public void Unwatch(string endpoint) => endpoints.Remove(endpoint);

    public void VoteOwn(string endpoint, Vote vote)
    {
        if (endpoints.TryGetValue(endpoint, out var watched))
        {
            watched.Own = vote;
        }
    }

    /// <summary>Whether this node sees; to be told again and again.</summary>
    public void Look(bool isBlind, long nowMs)
    {
        IsBlind = isBlind;
        lookAroundUntil = isBlind ? nowMs + LookAroundMs : lookAroundUntil;
    }

    /// <summary>The whole of what a peer says. More than <see cref="MostVantages"/> peers: the one silent longest is forgotten.</summary>
    public void Hear(string vantage, bool isBlind, IReadOnlyDictionary<string, Vote> votes, long nowMs)
    {
        if (!vantages.ContainsKey(vantage) && vantages.Count >= MostVantages)
        {
            vantages.Remove(vantages.MinBy(one => one.Value.AtMs).Key);
        }

        var backAtMs = !vantages.TryGetValue(vantage, out var known) ? (long?)null : nowMs - known.AtMs > StaleAfterMs ? nowMs : known.BackAtMs;
        vantages[vantage] = new HeardVantage(StableHashOf(vantage), isBlind, votes, nowMs, backAtMs);
    }

    /// <summary>What comes out for one endpoint, and whether that is another status than before.</summary>
    public (EndpointStatus Status, bool IsChange) Decide(string endpoint, long nowMs)
    {
        var watched = endpoints[endpoint];
        var before = watched.Status;
        var tally = default(Tally);
        tally.Add(IsBlind ? Vote.Absent : watched.Own);
        foreach (var vantage in vantages.Values)
        {
            tally.Add(vantage.VoteOn(endpoint, watched.Rule.SettleMs, nowMs));
        }

        watched.Agreed = tally.Decide(watched.Rule.Quorum.Need, watched.Agreed);
        watched.Status = watched.Damper.Take(watched.Agreed, nowMs);
        return (watched.Status, watched.Status != before);
    }

    /// <summary>How long the endpoint is held down for its flapping, if it does not fall again; 0: it is not.</summary>
    public long HeldForMs(string endpoint) => endpoints.TryGetValue(endpoint, out var watched) ? watched.Damper.HeldForMs : 0;

    /// <summary>
    /// Whether this node checks the endpoint: unless as many vantages as its quorum wants, which come before this one in an order drawn for
    /// each endpoint (rendezvous hashing, Thaler and Ravishankar 1998), say that they do and have come to a verdict. So a check passes on
    /// without a gap, nobody has to be asked, and where reports are lost there are too many checks rather than too few.
    /// </summary>
    public bool IsToCheck(string endpoint, long nowMs)
    {
        var watched = endpoints[endpoint];
        if (!watched.Rule.IsShared || nowMs < lookAroundUntil)
        {
            return true;
        }

        var own = Rank(selfHash, watched.Hash);
        var before = vantages.Values.Count(vantage =>
            vantage.VoteOn(endpoint, watched.Rule.SettleMs, nowMs) is Vote.Up or Vote.Down or Vote.Unknown && Rank(vantage.Hash, watched.Hash) > own);
        return before < watched.Rule.Quorum.Vantages;
    }

    /// <summary>What each vantage that is heard says of an endpoint at the moment.</summary>
    public IEnumerable<(string Vantage, Vote Vote)> VotesOn(string endpoint, long nowMs) => endpoints.TryGetValue(endpoint, out var watched)
        ? vantages.Select(one => (one.Key, one.Value.VoteOn(endpoint, watched.Rule.SettleMs, nowMs))).Prepend((self, IsBlind ? Vote.Absent : watched.Own))
        : [];

    /// <summary>The peers, whether each is blind, and how long ago it was heard.</summary>
    public IEnumerable<(string Vantage, bool IsBlind, long AgeMs)> Heard(long nowMs) =>
        vantages.Select(one => (one.Key, one.Value.IsBlind, nowMs - one.Value.AtMs));

    private static ulong Rank(ulong vantage, ulong endpoint) => Steering.StableHash.Combine(vantage, endpoint);

    private static ulong StableHashOf(string text) => Steering.StableHash.Of(text);

    private sealed class Watched(ulong hash)
    {
        public ulong Hash { get; } = hash;

        public FlapDamper Damper { get; } = new();

        public VoteRule Rule { get; set; }

        public Vote Own { get; set; }

        /// <summary>Before damping.</summary>
        public EndpointStatus Agreed { get; set; }

        public EndpointStatus Status { get; set; }
    }

    /// <param name="BackAtMs">When it was heard again after a silence; null: there was none.</param>
    private sealed record HeardVantage(ulong Hash, bool IsBlind, IReadOnlyDictionary<string, Vote> Votes, long AtMs, long? BackAtMs)
    {
        // Two halves that find each other again each hold the other's endpoints for down: neither is to believe that before the checks have been made anew.
        public Vote VoteOn(string endpoint, long settleMs, long nowMs) =>
            !IsBlind && nowMs - AtMs <= StaleAfterMs && (BackAtMs is not { } back || nowMs - back > settleMs) && Votes.TryGetValue(endpoint, out var vote) ? vote : Vote.Absent;
    }
}
