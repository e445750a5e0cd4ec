using System.Runtime.CompilerServices;
using Proxima.Dns.Messages;
using Proxima.Dns.Records;
using Proxima.Engine.Health;
using Proxima.Engine.Steering;
using Proxima.Engine.Zones;

namespace Proxima.Engine.Answering;

/// <summary>Turns a steered record into a record set: asks the steering, then takes the records of the endpoints it kept.</summary>
/// <param name="share">Where given, other name servers have their say where PowerDNS asks.</param>
[SkipLocalsInit]
internal readonly struct SteeredAnswer(SteeringTable steering, HealthTable health, QueryOrigin origin, Answer answer, DecisionShare? share = null)
{
    private ClientSource Source => origin.HasSubnet ? ClientSource.ClientSubnet : ClientSource.Resolver;

    /// <summary>False when the decision is that there is no record: NODATA.</summary>
    public bool TryAdd(Section section, OctetRange owner, in RecordSetEntry set)
    {
        if (set.Type == RecordType.TXT)
        {
            return TryReflect(section, owner, set);
        }

        Span<int> endpoints = stackalloc int[SteeringTable.MaxCandidates];
        var choice = steering.Choose(set.Steered, origin.Client, Source, health, answer.Candidates, endpoints);
        answer.NoteDecision(choice.ScopeLength);
        return TryAdd(section, owner, set, choice.Ttl, endpoints[..choice.Kept]);
    }

    /// <summary>As <see cref="TryAdd(Section, OctetRange, in RecordSetEntry)"/> for the answer section, with every candidate where nobody and nothing static is left.</summary>
    public bool TryAddNeverEmpty(OctetRange owner, in RecordSetEntry set)
    {
        if (set.Type == RecordType.TXT)
        {
            return TryReflect(Section.Answer, owner, set);
        }

        var decision = steering.Decide(set.Steered, origin.Client, Source, health, answer.Candidates);
        decision = share?.Settle(steering, set.Steered, origin.Client, answer.Candidates, decision) ?? decision;
        answer.NoteDecision(decision.ScopeLength);
        var isEmpty = decision.Kept == 0 && steering.StaticRdatasOf(set.Steered).IsEmpty;
        Span<int> endpoints = stackalloc int[SteeringTable.MaxCandidates];
        endpoints = endpoints[..(isEmpty ? decision.Considered : decision.Kept)];
        for (var i = 0; i < endpoints.Length; i++)
        {
            endpoints[i] = answer.Candidates[i].Endpoint;
        }

        return TryAdd(Section.Answer, owner, set, decision.Ttl, endpoints);
    }

    /// <summary>What was seen and decided, in words: true of this very network only.</summary>
    private bool TryReflect(Section section, OctetRange owner, in RecordSetEntry set)
    {
        var decision = steering.Decide(set.Steered, origin.Client, Source, health, answer.Candidates);
        answer.NoteDecision(origin.Client.Length);
        var text = new ReflectionText(stackalloc byte[ReflectionText.MaxLength]);
        text.AddClient(origin.Client, Source);
        text.AddDecision(in decision);
        for (var i = 0; i < Math.Min(decision.Kept, ReflectionText.MaxEndpoints); i++)
        {
            text.AddEndpoint(steering.EndpointNameOctets(answer.Candidates[i].Endpoint), answer.Candidates[i].Rtt);
        }

        var rdatas = answer.NewRange;
        return answer.TryAppendRdata(text.Written, 0, ref rdatas)
            && answer.TryAdd(new AnswerSet(section, owner, set.Type, decision.Ttl, rdatas));
    }

    private bool TryAdd(Section section, OctetRange owner, in RecordSetEntry set, uint ttl, ReadOnlySpan<int> endpoints)
    {
        var rdatas = answer.NewRange;
        if (endpoints.IsEmpty)
        {
            return steering.StaticRdatasOf(set.Steered) is { IsEmpty: false } fixedOnes
                && answer.TryKeep(fixedOnes, out rdatas)
                && answer.TryAdd(new AnswerSet(section, owner, set.Type, ttl, rdatas));
        }

        // A name has one alias at most (RFC 2181 section 10.1).
        var count = set.Type == RecordType.CNAME ? 1 : endpoints.Length;
        var step = steering.PriorityStepOf(set.Steered);
        for (var i = 0; i < count; i++)
        {
            if (!answer.TryAppendRdata(steering.RdataOf(set.Steered, endpoints[i]), step * (i + 1), ref rdatas))
            {
                return false;
            }
        }

        return answer.TryAdd(new AnswerSet(section, owner, set.Type, ttl, rdatas));
    }
}
