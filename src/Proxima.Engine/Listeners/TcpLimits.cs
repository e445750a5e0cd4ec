namespace Proxima.Engine.Listeners;

/// <summary>
/// How much one TCP door gives away. Over <paramref name="Connections"/> the connection that has been idle longest is closed for the new
/// one (RFC 7766 section 6.2.3 lets a server do so at any time); if none is idle, the new one is refused. Over
/// <paramref name="ConnectionsPerClient"/> (an IPv4 address or an IPv6 /64) the new one is refused: a client cannot push out others.
/// </summary>
/// <param name="Connections">Open connections of all clients.</param>
/// <param name="ConnectionsPerClient">Open connections of one client.</param>
/// <param name="IdleTimeoutMs">Since the last complete query was answered. Half a query, or answers not fetched, do not extend it.</param>
/// <param name="FirstQueryTimeoutMs">From the connection to its first complete query.</param>
public sealed record TcpLimits(int Connections = TcpLimits.DefaultConnections, int ConnectionsPerClient = 64, int IdleTimeoutMs = 10_000, int FirstQueryTimeoutMs = 5_000)
{
    /// <summary>An idle connection costs its socket, some 2 KiB in the kernel, and a slot of 200 octets.</summary>
    public const int DefaultConnections = 8192;

    /// <summary>Descriptors that a process may usually have at most.</summary>
    public const int MaxConnections = 500_000;

    /// <summary>The idle timeout as the keepalive option tells it: in units of 100 ms (RFC 7828 section 3.1).</summary>
    public ushort IdleTimeoutTenths => (ushort)Math.Clamp(IdleTimeoutMs / 100, 0, ushort.MaxValue);
}
