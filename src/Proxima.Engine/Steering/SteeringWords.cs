using Proxima.Engine.Health;
using Proxima.Engine.Latency;

namespace Proxima.Engine.Steering;

/// <summary>The words that people and programs read for the values of a decision. Programs rely on them.</summary>
public static class SteeringWords
{
    public static string Of(EndpointStatus status) => status switch
    {
        EndpointStatus.Up => "up",
        EndpointStatus.Down => "down",
        EndpointStatus.ForcedUp => "forced-up",
        EndpointStatus.ForcedDown => "forced-down",
        EndpointStatus.Draining => "draining",
        _ => "unknown",
    };

    public static string Of(Rung rung) => rung switch
    {
        Rung.Measured => "measured",
        Rung.Predicted => "predicted",
        Rung.Covering => "covering",
        Rung.Prior => "prior",
        _ => "static",
    };

    /// <summary>Null where there is no figure.</summary>
    public static string? Of(Evidence evidence) => EvidenceWords.Of(evidence);

    public static string Of(ClientSource source) => source == ClientSource.ClientSubnet ? "client-subnet" : "resolver";
}
