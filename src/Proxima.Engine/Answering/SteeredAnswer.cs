using Proxima.Dns.Messages;
using Proxima.Dns.Records;
using Proxima.Engine.Health;
using Proxima.Engine.Steering;
using Proxima.Engine.Zones;

namespace Proxima.Engine.Answering;

/// <summary>Turns a steered record into a record set: asks the steering, then takes the addresses of the candidates it kept.</summary>
internal readonly struct SteeredAnswer(SteeringTable steering, HealthTable health, QueryOrigin origin, Answer answer)
{
    /// <summary>False when the decision is that there is no address: NODATA.</summary>
    public bool TryAdd(Section section, OctetRange owner, in RecordSetEntry set)
    {
        var decision = Decide(set);
        return TryAdd(section, owner, set, decision, decision.Kept);
    }

    /// <summary>As <see cref="TryAdd(Section, OctetRange, in RecordSetEntry)"/> for the answer section, with every candidate where nobody and nothing static is left.</summary>
    public bool TryAddNeverEmpty(OctetRange owner, in RecordSetEntry set)
    {
        var decision = Decide(set);
        var isEmpty = decision.Kept == 0 && steering.StaticAddressesOf(set.Steered).IsEmpty;
        return TryAdd(Section.Answer, owner, set, decision, isEmpty ? decision.Considered : decision.Kept);
    }

    private Decision Decide(in RecordSetEntry set)
    {
        var source = origin.HasSubnet ? ClientSource.ClientSubnet : ClientSource.Resolver;
        var decision = steering.Decide(set.Steered, origin.Client, source, health, answer.Candidates);
        answer.NoteDecision(decision.ScopeLength);
        return decision;
    }

    private bool TryAdd(Section section, OctetRange owner, in RecordSetEntry set, in Decision decision, int count)
    {
        var size = set.Type == RecordType.A ? 4 : 16;
        Span<byte> addresses = stackalloc byte[SteeringTable.MaxCandidates * 16];
        var used = 0;
        for (var i = 0; i < count; i++, used += size)
        {
            steering.AddressOf(answer.Candidates[i].Endpoint).CopyTo(addresses[used..]);
        }

        var rdatas = count > 0 ? addresses[..used] : steering.StaticAddressesOf(set.Steered);
        return !rdatas.IsEmpty
            && answer.TryKeepRdatas(rdatas, size, out var kept)
            && answer.TryAdd(new AnswerSet(section, owner, set.Type, decision.Ttl, kept));
    }
}
