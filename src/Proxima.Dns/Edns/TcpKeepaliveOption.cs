using Proxima.Dns.Messages;

namespace Proxima.Dns.Edns;

/// <summary>How long the server keeps an idle TCP connection (RFC 7828 section 3.1): units of 100 ms; null in a query, which only says that it is understood.</summary>
public sealed record TcpKeepaliveOption(ushort? TimeoutTenths) : EdnsOption
{
    public override OptionCode Code => OptionCode.TcpKeepalive;

    internal static TcpKeepaliveOption Read(ref WireReader reader) => new(reader.AtEnd ? null : reader.UInt16());

    internal override void Write(WireWriter writer)
    {
        if (TimeoutTenths is { } timeout)
        {
            writer.UInt16(timeout);
        }
    }
}
