using Proxima.Engine.Health;
using Proxima.Engine.Health.Agreement;
using Proxima.Measurement.Monitors;
using Proxima.Measurement.Uplink;

namespace Proxima.Control.Monitoring;

/// <summary>
/// Where this node's checks and those of its peers come together: what is agreed on goes to the health slots, what this node says itself to
/// its peers. Any thread.
/// </summary>
/// <param name="self">Who this node is among vantages; see <see cref="HealthAgreement"/>.</param>
public sealed class VoteBook(string self, HealthSlots health, Action<AgreedChange> changed, TimeProvider time)
{
    /// <summary>What <c>unknown</c> and the like are called between nodes.</summary>
    private static readonly string[] Words = ["absent", "learning", "up", "down", "unknown"];

    private readonly Lock gate = new();
    private readonly HealthAgreement agreement = new(self);
    private readonly Dictionary<string, int> slots = [];
    private readonly Dictionary<int, string> names = [];
    private readonly Dictionary<string, (Vote Vote, long Round)> own = [];
    private readonly Dictionary<string, HeardRun> heard = [];
    private long round = 1;
    private long allFrom = 1;

    /// <summary>Tells the runs of this node apart.</summary>
    public string Run { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Whether this node's own checks see nobody; set each second.</summary>
    public bool IsBlind { get; private set; }

    public long Round
    {
        get
        {
            lock (gate)
            {
                return round;
            }
        }
    }

    private long NowMs => time.GetTimestamp() / (time.TimestampFrequency / 1000);

    public void Watch(string endpoint, int slot, in VoteRule rule)
    {
        lock (gate)
        {
            (slots[endpoint], names[slot]) = (slot, endpoint);
            agreement.Watch(endpoint, rule, health.LastKnown(slot));
        }
    }

    public void Unwatch(string endpoint)
    {
        lock (gate)
        {
            agreement.Unwatch(endpoint);
            own.Remove(endpoint);
            if (slots.Remove(endpoint, out var slot) && names.GetValueOrDefault(slot) == endpoint)
            {
                names.Remove(slot);
            }

            // Peers are told by a whole report: there is no word for what is no more.
            allFrom = ++round;
        }
    }

    /// <summary>This node begins to check the endpoint, or stops.</summary>
    public void Begin(string endpoint, bool isChecking)
    {
        lock (gate)
        {
            VoteOwn(endpoint, isChecking ? Vote.Learning : Vote.Absent);
        }
    }

    /// <summary>What this node's monitors say of an endpoint now.</summary>
    public void Take(MonitorChange change)
    {
        lock (gate)
        {
            if (names.TryGetValue(change.Monitor.Slot, out var endpoint))
            {
                VoteOwn(endpoint, change.Verdict switch
                {
                    EndpointStatus.Up => Vote.Up,
                    EndpointStatus.Down => Vote.Down,
                    _ => change.Monitor.Together.IsLearning ? Vote.Learning : Vote.Unknown,
                });
                Settle(endpoint, change.Result.Detail);
            }
        }
    }

    /// <summary>Returns the round of the peer's run that is held now; -1: it is to send all.</summary>
    public long Hear(string vantage, VoteReport report)
    {
        lock (gate)
        {
            var known = heard.GetValueOrDefault(vantage);
            if (report.From != 0 && (known is null || known.Run != report.Run || known.Round != report.From))
            {
                return -1;
            }

            var votes = report.From == 0 || known is null ? [] : known.Votes;
            foreach (var entry in report.Votes.Take(HealthFile.Slots))
            {
                votes[entry.Endpoint] = (Vote)Math.Max(0, Array.IndexOf(Words, entry.Vote));
            }

            if (heard.Count >= HealthAgreement.MostVantages && known is null)
            {
                heard.Clear();
            }

            heard[vantage] = new HeardRun(report.Vantage, report.Run, report.Round, votes);
            agreement.Hear(vantage, report.Blind, votes, NowMs);
            if (report.Votes.Count > 0)
            {
                SettleAll();
            }

            return report.Round;
        }
    }

    /// <summary>What peers lack that hold a round of this run; 0: nothing yet.</summary>
    public VoteReport ReportSince(long held, string name)
    {
        lock (gate)
        {
            var from = held < allFrom ? 0 : held;
            return new VoteReport(name, Run, IsBlind, from, round,
                [.. own.Where(one => one.Value.Round > from).Select(one => new VoteEntry(one.Key, Words[(int)one.Value.Vote]))]);
        }
    }

    /// <summary>Counts the votes anew, since vantages fall silent and holds end. To be called about once a second.</summary>
    public void Step(bool isBlind)
    {
        lock (gate)
        {
            IsBlind = isBlind;
            agreement.Look(isBlind, NowMs);
            SettleAll();
        }
    }

    public bool IsToCheck(string endpoint)
    {
        lock (gate)
        {
            return agreement.IsToCheck(endpoint, NowMs);
        }
    }

    /// <summary>For people: each vantage's vote on an endpoint, those that do not check it left out.</summary>
    public IReadOnlyList<(string Vantage, string Vote)> VotesOn(string endpoint, string ownName)
    {
        lock (gate)
        {
            return [.. agreement.VotesOn(endpoint, NowMs).Where(one => one.Vote != Vote.Absent).Select(one => (NameOf(one.Vantage, ownName), Words[(int)one.Vote]))];
        }
    }

    /// <summary>For how many seconds yet an endpoint is held down for its flapping; 0: it is not.</summary>
    public long HeldSeconds(string endpoint)
    {
        lock (gate)
        {
            return (agreement.HeldForMs(endpoint) + 999) / 1000;
        }
    }

    /// <summary>The peers that have said what they see, whether each calls itself blind, and how long ago it spoke.</summary>
    public IReadOnlyList<(string Vantage, bool IsBlind, long AgeMs)> Vantages
    {
        get
        {
            lock (gate)
            {
                return [.. agreement.Heard(NowMs).Select(one => (NameOf(one.Vantage, self), one.IsBlind, one.AgeMs))];
            }
        }
    }

    private string NameOf(string vantage, string ownName) => vantage == self ? ownName : heard.GetValueOrDefault(vantage)?.Name ?? vantage;

    private void VoteOwn(string endpoint, Vote vote)
    {
        if (own.GetValueOrDefault(endpoint).Vote != vote && slots.ContainsKey(endpoint))
        {
            own[endpoint] = (vote, ++round);
            agreement.VoteOwn(endpoint, vote);
        }
    }

    private void SettleAll()
    {
        foreach (var endpoint in slots.Keys)
        {
            Settle(endpoint, detail: null);
        }
    }

    private void Settle(string endpoint, string? detail)
    {
        var (status, isChange) = agreement.Decide(endpoint, NowMs);
        health.Judge(slots[endpoint], status);
        if (isChange)
        {
            var votes = agreement.VotesOn(endpoint, NowMs).Where(one => one.Vote is Vote.Up or Vote.Down).ToList();
            changed(new AgreedChange(endpoint, status, string.Join("; ", new[]
            {
                detail,
                votes.Count > 1 || detail is null ? $"{votes.Count(one => one.Vote == Vote.Up)} vantages say up, {votes.Count(one => one.Vote == Vote.Down)} down" : null,
                agreement.HeldForMs(endpoint) is > 0 and var held ? $"held down for {held / 1000} s, as it goes up and down again and again" : null,
            }.OfType<string>())));
        }
    }

    private sealed record HeardRun(string Name, string Run, long Round, Dictionary<string, Vote> Votes);
}

/// <summary>A change of what is agreed on. <paramref name="Endpoint"/> is <c>pool/endpoint@address</c>.</summary>
public readonly record struct AgreedChange(string Endpoint, EndpointStatus Status, string Detail);
