using Proxima.Dns.Records;

namespace Proxima.Engine.Zones;

/// <summary>Where the host name stands whose addresses belong into the additional section (RFC 1035 section 3.3, RFC 2782, RFC 9460 section 4.1).</summary>
internal static class TargetName
{
    /// <summary>Octets before the name in the RDATA; -1 for types that name no host.</summary>
    public static int OffsetIn(RecordType type) => type switch
    {
        RecordType.NS => 0,
        RecordType.MX or RecordType.SVCB or RecordType.HTTPS => 2,
        RecordType.SRV => 6,
        _ => -1,
    };
}
