using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>Start of a zone of authority (RFC 1035 section 3.3.13). Times in seconds.</summary>
/// <param name="PrimaryServer">MNAME: the server the zone is edited on.</param>
/// <param name="Mailbox">RNAME: who is responsible; the first label is the mailbox's local part.</param>
/// <param name="Serial">Version of the zone, compared in serial arithmetic (RFC 1982).</param>
/// <param name="Refresh">Between two looks of a secondary at the primary.</param>
/// <param name="Retry">Between two tries after a failed look.</param>
/// <param name="Expire">After which a secondary stops answering.</param>
/// <param name="Minimum">Upper limit of the TTL of negative answers (RFC 2308 section 4).</param>
public sealed record SoaRecord(DomainName PrimaryServer, DomainName Mailbox, uint Serial, uint Refresh, uint Retry, uint Expire, uint Minimum) : RecordData
{
    public override RecordType Type => RecordType.SOA;

    internal static SoaRecord Read(ref WireReader reader) => new(
        reader.CompressibleName(), reader.CompressibleName(), reader.UInt32(), reader.UInt32(), reader.UInt32(), reader.UInt32(), reader.UInt32());

    internal static SoaRecord Parse(ref FieldReader fields) => new(
        fields.Name("primary server"), fields.Name("mailbox"), fields.UInt32("serial"),
        DurationField.Parse(ref fields, "refresh"), DurationField.Parse(ref fields, "retry"), DurationField.Parse(ref fields, "expire"), DurationField.Parse(ref fields, "minimum"));

    internal override void Write(WireWriter writer)
    {
        writer.Name(PrimaryServer);
        writer.Name(Mailbox);
        writer.UInt32(Serial);
        writer.UInt32(Refresh);
        writer.UInt32(Retry);
        writer.UInt32(Expire);
        writer.UInt32(Minimum);
    }

    internal override void Format(FieldWriter fields)
    {
        fields.Name(PrimaryServer);
        fields.Name(Mailbox);
        fields.Number(Serial);
        fields.Number(Refresh);
        fields.Number(Retry);
        fields.Number(Expire);
        fields.Number(Minimum);
    }
}
