using Proxima.Engine.Health;

namespace Proxima.Engine.Steering.Filters;

/// <summary>Drops what must not get clients: down, forced down, draining. Unknown stays, since nobody has said it is down.</summary>
public sealed class HealthyFilter : IFilter
{
    public static bool IsAvailable(EndpointStatus status) => ReasonOf(status) == DropReason.None;

    public bool ReadsCandidatesOnly => true;

    public int Apply(in Client client, Span<Candidate> kept, ref Scope scope)
    {
        foreach (ref var candidate in kept)
        {
            candidate.Reason = candidate.IsRevived ? DropReason.None : ReasonOf(candidate.Status);
        }

        return Kept.SplitByReason(kept);
    }

    public string ReasonFor(in Client client, in Candidate dropped, ReadOnlySpan<Candidate> reached) => dropped.Reason switch
    {
        DropReason.ForcedDown => "is forced down",
        DropReason.Draining => "is draining",
        _ => "is down",
    };

    private static DropReason ReasonOf(EndpointStatus status) => status switch
    {
        EndpointStatus.Down => DropReason.Down,
        EndpointStatus.ForcedDown => DropReason.ForcedDown,
        EndpointStatus.Draining => DropReason.Draining,
        _ => DropReason.None,
    };
}
