using System.Net;
using Proxima.Dns.Names;
using Proxima.Dns.Records;

namespace Proxima.Measurement.Probes;

/// <summary>What to probe. Each kind of probe reads what it needs: ICMP the address, TCP the port, DNS the question (<see langword="null"/> is the root).</summary>
public sealed record ProbeTarget(IPAddress Address, int Port = 0)
{
    /// <summary>What people call the target where it is an endpoint, <c>pool/endpoint</c>.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Name asked for by the DNS probe; every resolver knows the root's NS, so that is the default.</summary>
    public DomainName? QuestionName { get; init; }

    /// <summary>Longest <see cref="Contact"/>.</summary>
    public const int MaxContactLength = 64;

    /// <summary>What the probe says of who sends it, ASCII; null: nothing. A TCP handshake has no room for it.</summary>
    public string? Contact { get; init; }

    public RecordType QuestionType { get; init; } = RecordType.NS;
}
