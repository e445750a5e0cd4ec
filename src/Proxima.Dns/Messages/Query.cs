using Proxima.Dns.Edns;
using Proxima.Dns.Records;

namespace Proxima.Dns.Messages;

/// <summary>What a request asks, as offsets into its packet and plain values: filled by <see cref="MessageReader"/>, reused per worker, nothing on the heap.</summary>
public struct Query
{
    public ushort Id;

    /// <summary>RD and CD are copied into the response.</summary>
    public bool RecursionDesired;
    public bool CheckingDisabled;
    public byte Opcode;

    /// <summary>Octets of the question's name, which stands uncompressed at offset 12 of the request; 0 when there is no readable question.</summary>
    public int NameLength;
    public RecordType Type;
    public RecordClass Class;

    /// <summary>True when the request carried an OPT record: then, and only then, the response does (RFC 6891 section 7).</summary>
    public bool HasEdns;
    public byte EdnsVersion;

    /// <summary>Largest UDP payload the client takes, in octets; below 512 counts as 512 (RFC 6891 section 6.2.3). 512 without EDNS.</summary>
    public ushort UdpPayloadSize;
    public bool DnssecOk;

    /// <summary>The client subnet option, when <see cref="HasClientSubnet"/>.</summary>
    public bool HasClientSubnet;
    public ClientSubnet ClientSubnet;

    /// <summary>Offset and length of the COOKIE option's octets in the request; length 0 when absent (RFC 7873).</summary>
    public int CookieOffset;
    public int CookieLength;
    public bool WantsNsid;
    public bool WantsPadding;
    public bool WantsKeepalive;
}
