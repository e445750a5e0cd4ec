using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Edns;

/// <summary>The server's identifier, its own choice of octets (RFC 5001); empty in a query, which asks for it.</summary>
public sealed record NsidOption(Octets Identifier) : EdnsOption
{
    public override OptionCode Code => OptionCode.Nsid;

    internal static NsidOption Read(ref WireReader reader) => new(reader.Rest());

    internal override void Write(WireWriter writer) => writer.Octets(Identifier);
}
