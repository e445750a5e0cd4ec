using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Edns;

/// <summary>Octets without meaning, to hide a message's size under encryption (RFC 7830). They should be zeros; what came is kept.</summary>
public sealed record PaddingOption(Octets Filling) : EdnsOption
{
    public override OptionCode Code => OptionCode.Padding;

    internal static PaddingOption Read(ref WireReader reader) => new(reader.Rest());

    internal override void Write(WireWriter writer) => writer.Octets(Filling);
}
