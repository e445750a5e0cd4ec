using System.Buffers.Binary;
using System.Net;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Answering;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Places;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Steering;

/// <summary>One candidate of an explained decision. <paramref name="DroppedBy"/> is the filter's name, null while it is kept.</summary>
public sealed record ExplainedCandidate(
    string Endpoint, IPAddress Address, string Site, EndpointStatus Status, Rtt Rtt, double Confidence, Evidence Evidence, string? DroppedBy, string? Reason);

/// <summary>One decision in words: what the server answers a client, and why. Made from the candidates of the very decision that answers.</summary>
public sealed class Explanation
{
    private readonly SteeringTable table;
    private readonly int steered;

    private Explanation(SteeringTable table, int steered, in Client client, in Decision decision, ReadOnlySpan<Candidate> candidates)
    {
        this.table = table;
        this.steered = steered;
        Decision = decision;
        var list = new List<ExplainedCandidate>();
        for (var i = 0; i < candidates.Length; i++)
        {
            list.Add(Explain(in client, in candidates[i], candidates, isAnswered: i < decision.Kept));
        }

        Candidates = list;
        Answer = AnswerOf(candidates[..decision.Kept]);
    }

    public required DomainName Name { get; init; }

    public RecordType Type => table.TypeOf(steered);

    public required Prefix Client { get; init; }

    public required ClientSource Source { get; init; }

    /// <summary>Where the client is, as far as a geolocation database says.</summary>
    public Place Place { get; init; }

    public Decision Decision { get; }

    /// <summary>What the client subnet option of the response says: 0 where the resolver's own address decided (RFC 7871 section 7.2.1).</summary>
    public int Scope => Source == ClientSource.ClientSubnet ? Decision.ScopeLength : 0;

    public string Policy => table.PolicyOf(steered);

    public WhenEmpty WhenEmpty => table.WhenEmptyOf(steered);

    /// <summary>Those answered first, in order, then those dropped, the last dropped first.</summary>
    public IReadOnlyList<ExplainedCandidate> Candidates { get; }

    /// <summary>The data of the answer's records, in order: addresses, or what the name's template makes of the endpoints.</summary>
    public IReadOnlyList<string> Answer { get; }

    /// <summary>Decides as an answer does, and keeps the trace.</summary>
    public static Explanation Of(Snapshot snapshot, int steered, DomainName name, Prefix client, ClientSource source, HealthTable health)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return Of(snapshot.Steering, steered, name, client, source, health, snapshot.Places.Find(client).Place);
    }

    internal static Explanation Of(
        SteeringTable table, int steered, DomainName name, Prefix client, ClientSource source, HealthTable health, Place place = default)
    {
        var candidates = new Candidate[SteeringTable.MaxCandidates];
        var decision = table.Decide(steered, client, source, health, candidates);
        return new Explanation(table, steered, table.ClientOf(steered, in client, source), in decision, candidates.AsSpan(0, decision.Considered)) { Name = name, Client = client, Source = source, Place = place };
    }

    private List<string> AnswerOf(ReadOnlySpan<Candidate> kept)
    {
        var texts = new List<string>();
        var count = Type == RecordType.CNAME ? Math.Min(1, kept.Length) : kept.Length;
        for (var i = 0; i < count; i++)
        {
            var rdata = table.RdataOf(steered, kept[i].Endpoint).ToArray();
            if (table.PriorityStepOf(steered) is > 0 and var step)
            {
                BinaryPrimitives.WriteUInt16BigEndian(rdata, (ushort)(step * (i + 1)));
            }

            texts.Add(TextOf(rdata));
        }

        if (count == 0)
        {
            foreach (var rdata in new RdataSequence(table.StaticRdatasOf(steered)))
            {
                texts.Add(TextOf(rdata));
            }
        }

        return texts;
    }

    // A reflection is of the decision itself: what it is about are the addresses.
    private string TextOf(ReadOnlySpan<byte> rdata) => Type == RecordType.TXT ? new IPAddress(rdata).ToString() : RecordCatalog.TryRead(Type, rdata, out var data) ? data.ToString()! : string.Empty;

    private ExplainedCandidate Explain(in Client client, in Candidate candidate, ReadOnlySpan<Candidate> all, bool isAnswered)
    {
        var chain = table.ChainOf(steered);
        string? filter = null;
        string? reason = null;
        if (candidate.DroppedBy > 0)
        {
            var position = candidate.DroppedBy;
            var isByPool = position == Candidate.ByPoolChoice;
            filter = isByPool ? "min-healthy" : chain.NameAt(position - 1);
            reason = isByPool
                ? PoolChoice.ReasonFor(in candidate, all, table.MinHealthyOf(steered))
                : chain.FilterAt(position - 1).ReasonFor(in client, in candidate, [.. all.ToArray().Where(other => other.DroppedBy == 0 || (other.DroppedBy >= position && other.DroppedBy != Candidate.ByPoolChoice))]);
            if (isAnswered)
            {
                reason += "; answered all the same, since nobody was left";
            }
        }

        return new ExplainedCandidate(
            table.EndpointName(candidate.Endpoint),
            new IPAddress(table.AddressOf(candidate.Endpoint)),
            table.SiteName(candidate.Site),
            candidate.Status,
            candidate.Rtt,
            candidate.Confidence / 15.0,
            candidate.Evidence,
            filter,
            reason);
    }
}
