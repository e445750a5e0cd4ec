using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Edns;

/// <summary>Why an answer is what it is, beyond the rcode (RFC 8914 section 2). The text is UTF-8, may be empty, and is for people.</summary>
public sealed record ExtendedErrorOption(ushort InfoCode, Octets ExtraText) : EdnsOption
{
    public override OptionCode Code => OptionCode.ExtendedError;

    internal static ExtendedErrorOption Read(ref WireReader reader) => new(reader.UInt16(), reader.Rest());

    internal override void Write(WireWriter writer)
    {
        writer.UInt16(InfoCode);
        writer.Octets(ExtraText);
    }
}
