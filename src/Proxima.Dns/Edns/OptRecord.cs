using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Edns;

/// <summary>The OPT record of a message (RFC 6891 section 6.1).</summary>
/// <param name="UdpPayloadSize">The largest UDP payload its sender takes, in octets.</param>
/// <param name="ExtendedRcode">The upper eight bits of the response code.</param>
/// <param name="Flags">The uppermost bit is DO; the others are reserved.</param>
public sealed record OptRecord(ushort UdpPayloadSize, byte ExtendedRcode, byte Version, ushort Flags, ValueList<EdnsOption> Options)
{
    public const ushort DnssecOkFlag = 0x8000;

    public bool DnssecOk => (Flags & DnssecOkFlag) != 0;
}
