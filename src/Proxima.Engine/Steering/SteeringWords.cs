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
    public static string? Of(Evidence evidence) => evidence switch
    {
        Evidence.Icmp => "icmp",
        Evidence.Tcp => "tcp",
        Evidence.Dns => "dns",
        Evidence.PassiveTcp => "passive-tcp",
        Evidence.DnsOverTcp => "dns-over-tcp",
        Evidence.Given => "given",
        Evidence.Covering => "covering",
        Evidence.Prior => "prior",
        Evidence.Alike => "alike",
        Evidence.Geo => "geo",
        _ => null,
    };

    public static string Of(ClientSource source) => source == ClientSource.ClientSubnet ? "client-subnet" : "resolver";
}
