using Proxima.Dns.Names;
using Proxima.Engine.Answering;
using Proxima.Engine.Steering;

namespace Proxima.Engine.PowerDns;

/// <summary>Why the last answer is what it is, in the words of <c>proxima explain</c>, a line each.</summary>
internal static class BackendTrace
{
    public static List<string> LinesOf(BackendHall hall, ReadOnlySpan<byte> name, in BackendClient client)
    {
        var lines = new List<string>();
        if (!DomainName.TryRead(name, out var owner) || hall.Answered is not { } snapshot)
        {
            return lines;
        }

        foreach (ref readonly var set in hall.Answer.Sets)
        {
            var source = client.Origin.HasSubnet ? ClientSource.ClientSubnet : ClientSource.Resolver;
            if (SteeredQuestion.TryFind(snapshot, owner, set.Type, out var steered, out _))
            {
                var explanation = Explanation.Of(snapshot, steered, owner, client.Origin.Client, source, hall.Health);
                lines.AddRange(ExplanationText.Format(explanation).Split('\n', StringSplitOptions.RemoveEmptyEntries));
                var given = new List<string>();
                foreach (var rdata in hall.Answer.RecordsOf(set))
                {
                    given.Add(RecordContent.TextOf(set.Type, rdata));
                }

                if (hall.Shares && !given.SequenceEqual(explanation.Answer))
                {
                    lines.Add($"Answered is {string.Join(", ", given)}: decided before, for all name servers.");
                }
            }
        }

        return lines;
    }
}
