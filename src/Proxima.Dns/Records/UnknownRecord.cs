using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>RDATA of a type we have no file for, kept as octets and written <c>\# LENGTH HEX</c> (RFC 3597 section 5).</summary>
public sealed record UnknownRecord(RecordType Number, Octets Value) : RecordData
{
    private const string Marker = "\\#";

    public override RecordType Type => Number;

    internal static bool IsGeneric(string text)
    {
        var start = text.AsSpan().TrimStart();
        return start.StartsWith(Marker, StringComparison.Ordinal) && (start.Length == Marker.Length || char.IsWhiteSpace(start[Marker.Length]));
    }

    internal static UnknownRecord Read(RecordType type, ref WireReader reader) => new(type, reader.Rest());

    internal static UnknownRecord Parse(RecordType type, ref FieldReader fields)
    {
        if (fields.Raw("data") is not Marker && !fields.Failed)
        {
            fields.Fail($"{RecordCatalog.NameOf(type)} records are written as octets: \\# LENGTH HEX");
        }

        var length = fields.UInt16("length");
        var octets = fields.AtEnd ? default : fields.HexToEnd("data");
        if (octets.Length != length)
        {
            fields.Fail($"the data has {octets.Length} octets, not {length}");
        }

        return new UnknownRecord(type, octets);
    }

    internal override void Write(WireWriter writer) => writer.Octets(Value);

    internal override void Format(FieldWriter fields)
    {
        fields.Plain(Marker);
        fields.Number(Value.Length);
        if (Value.Length != 0)
        {
            fields.Hex(Value);
        }
    }
}
