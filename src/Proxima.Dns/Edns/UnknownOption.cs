using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Edns;

/// <summary>An option we have no file for, kept as octets.</summary>
public sealed record UnknownOption(OptionCode Number, Octets Value) : EdnsOption
{
    public override OptionCode Code => Number;

    internal static UnknownOption Read(OptionCode code, ref WireReader reader) => new(code, reader.Rest());

    internal override void Write(WireWriter writer) => writer.Octets(Value);
}
