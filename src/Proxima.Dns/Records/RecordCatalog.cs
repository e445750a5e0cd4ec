using System.Collections.Frozen;
using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>The explicit list of record types: from number or mnemonic to the code of one type's file.</summary>
public static class RecordCatalog
{
    /// <summary>The most octets of one RDATA: RDLENGTH has 16 bits.</summary>
    public const int MaxRdataLength = ushort.MaxValue;

    private delegate RecordData RecordRead(ref WireReader reader);

    private delegate RecordData RecordParse(ref FieldReader fields);

    private static readonly FrozenDictionary<RecordType, Entry> Entries = new Dictionary<RecordType, Entry>
    {
        [RecordType.A] = new(ARecord.Read, ARecord.Parse),
        [RecordType.NS] = new(NsRecord.Read, NsRecord.Parse),
        [RecordType.CNAME] = new(CnameRecord.Read, CnameRecord.Parse),
        [RecordType.SOA] = new(SoaRecord.Read, SoaRecord.Parse),
        [RecordType.PTR] = new(PtrRecord.Read, PtrRecord.Parse),
        [RecordType.MX] = new(MxRecord.Read, MxRecord.Parse),
        [RecordType.TXT] = new(TxtRecord.Read, TxtRecord.Parse),
        [RecordType.AAAA] = new(AaaaRecord.Read, AaaaRecord.Parse),
        [RecordType.LOC] = new(LocRecord.Read, LocRecord.Parse),
        [RecordType.SRV] = new(SrvRecord.Read, SrvRecord.Parse),
        [RecordType.NAPTR] = new(NaptrRecord.Read, NaptrRecord.Parse),
        [RecordType.DNAME] = new(DnameRecord.Read, DnameRecord.Parse),
        [RecordType.DS] = new(DsRecord.Read, DsRecord.Parse),
        [RecordType.SSHFP] = new(SshfpRecord.Read, SshfpRecord.Parse),
        [RecordType.RRSIG] = new(RrsigRecord.Read, RrsigRecord.Parse),
        [RecordType.NSEC] = new(NsecRecord.Read, NsecRecord.Parse),
        [RecordType.DNSKEY] = new(DnskeyRecord.Read, DnskeyRecord.Parse),
        [RecordType.NSEC3] = new(Nsec3Record.Read, Nsec3Record.Parse),
        [RecordType.NSEC3PARAM] = new(Nsec3ParamRecord.Read, Nsec3ParamRecord.Parse),
        [RecordType.TLSA] = new(TlsaRecord.Read, TlsaRecord.Parse),
        [RecordType.CDS] = new(CdsRecord.Read, CdsRecord.Parse),
        [RecordType.CDNSKEY] = new(CdnskeyRecord.Read, CdnskeyRecord.Parse),
        [RecordType.SVCB] = new(SvcbRecord.Read, SvcbRecord.Parse),
        [RecordType.HTTPS] = new(HttpsRecord.Read, HttpsRecord.Parse),
        [RecordType.CAA] = new(CaaRecord.Read, CaaRecord.Parse),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, RecordType> Mnemonics = Enum.GetValues<RecordType>()
        .Where(type => type != RecordType.None)
        .ToFrozenDictionary(type => type.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads uncompressed RDATA. False when it is malformed for its type; types unknown to us always read (RFC 3597).</summary>
    public static bool TryRead(RecordType type, ReadOnlySpan<byte> rdata, out RecordData data)
    {
        var reader = new WireReader(rdata);
        return TryRead(type, ref reader, rdata.Length, out data);
    }

    /// <summary>Reads RDATA that stands in a message, where pointers may lead out of it.</summary>
    internal static bool TryRead(RecordType type, ref WireReader reader, int length, out RecordData data)
    {
        var end = reader.Narrow(length);
        data = Entries.TryGetValue(type, out var entry) ? entry.Read(ref reader) : UnknownRecord.Read(type, ref reader);
        reader.Widen(end);
        return !reader.Failed;
    }

    /// <summary>Parses the presentation format of one RDATA, its fields separated by blanks, quotes and \# (RFC 3597) understood.</summary>
    /// <remarks><paramref name="data"/> is an empty <see cref="UnknownRecord"/> when there is a problem.</remarks>
    public static bool TryParse(RecordType type, string text, DomainName? origin, out RecordData data, out string problem)
    {
        var fields = new FieldReader(text, origin);
        if (!CanBeStored(type))
        {
            fields.Fail($"{NameOf(type)} is for questions and messages: no record of a zone has it");
        }

        data = UnknownRecord.IsGeneric(text) ? ParseGeneric(type, ref fields)
            : Entries.TryGetValue(type, out var entry) ? entry.Parse(ref fields)
            : UnknownRecord.Parse(type, ref fields);
        if (!fields.AtEnd)
        {
            fields.Fail($"'{fields.Raw("end")}' is more than a {NameOf(type)} record takes");
        }
        else if (!fields.Failed && data.ToWire().Length > MaxRdataLength)
        {
            fields.Fail("the record's data is longer than 65535 octets");
        }

        problem = fields.Problem;
        data = fields.Failed ? new UnknownRecord(type, default) : data;
        return !fields.Failed;
    }

    /// <summary>The mnemonic, or TYPEnnn.</summary>
    public static string NameOf(RecordType type)
        => type != RecordType.None && Enum.GetName(type) is { } name ? name : $"TYPE{(ushort)type}";

    public static bool TryParseType(ReadOnlySpan<char> text, out RecordType type)
    {
        if (Mnemonics.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out type))
        {
            return true;
        }

        var isNumbered = text.StartsWith("TYPE", StringComparison.OrdinalIgnoreCase)
            & ushort.TryParse(text.Length > 4 ? text[4..] : default, System.Globalization.NumberStyles.None, null, out var number);
        type = isNumbered ? (RecordType)number : RecordType.None;
        return isNumbered;
    }

    /// <summary>False for OPT and for the types of questions and transactions (RFC 6895 section 3.1: 0 and 128 to 255).</summary>
    public static bool CanBeStored(RecordType type) => type is not (RecordType.None or RecordType.OPT or (>= (RecordType)128 and <= (RecordType)255));

    /// <summary>RFC 3597 section 5: any type may be written so; one we know must then still be well formed.</summary>
    private static RecordData ParseGeneric(RecordType type, ref FieldReader fields)
    {
        var generic = UnknownRecord.Parse(type, ref fields);
        if (fields.Failed)
        {
            return generic;
        }

        if (!TryRead(type, generic.Value.Span, out var data))
        {
            fields.Fail($"these octets are no {NameOf(type)} record");
        }

        return data;
    }

    private sealed record Entry(RecordRead Read, RecordParse Parse);
}
