using Proxima.Engine.Protection;

namespace Proxima.Engine.Answering;

/// <summary>
/// Settings of the responder. <paramref name="EdnsUdpPayloadSize"/> in octets is what we announce and the most we send over UDP (DNS flag day
/// 2020: 1232). <paramref name="Nsid"/> is told to those who ask for it (RFC 5001). <paramref name="TcpIdleTimeoutTenths"/> is told in the
/// keepalive option over TCP, in units of 100 ms (RFC 7828); null: not told.
/// </summary>
public sealed record ResponderOptions(ushort EdnsUdpPayloadSize = 1232, string? Nsid = null, ushort? TcpIdleTimeoutTenths = null)
{
    /// <summary>Longest NSID in octets: with the longest question and all other options it still fits into 512.</summary>
    public const int MaxNsidLength = 128;

    /// <summary>Who is asked to come by TCP, and how often; null: nobody.</summary>
    public TcpSolicitation? Solicitation { get; init; }

    /// <summary>Who gets an answer, and the cookies; null: everybody, and none.</summary>
    public Guard? Guard { get; init; }
}
