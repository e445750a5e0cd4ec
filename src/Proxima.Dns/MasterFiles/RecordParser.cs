using System.Buffers.Binary;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Dns.Records.Fields;
using Proxima.Dns.Text;

namespace Proxima.Dns.MasterFiles;

/// <summary>One entry to one record: owner, TTL and class in either order, type, data (RFC 1035 section 5.1).</summary>
internal sealed class RecordParser(EntryReader entry, ErrorList errors, RecordSink sink)
{
    /// <summary>The head of a record: what stands between owner and data. <paramref name="DataField"/> is the first field of the data.</summary>
    public readonly record struct Head(uint? Ttl, RecordType Type, int DataField);

    public static bool TryParseName(ReadOnlySpan<char> text, DomainName origin, TextPosition at, ErrorList errors, out DomainName name)
    {
        if (DomainName.TryParse(text, origin, out name, out var problem))
        {
            return true;
        }

        errors.Add(at, $"'{text}' is no domain name: {problem}", "a domain name");
        return false;
    }

    public void Parse(MasterFileScope scope)
    {
        var ownerIsKnown = entry.StartsBlank ? scope.Owner is not null : TryParseOwner(scope);
        if (entry.StartsBlank && !ownerIsKnown && !scope.OwnerIsBroken)
        {
            errors.Add(entry.PositionOf(0), "no owner name to repeat", "an owner name at the head of the line");
        }

        if (TryParseHead(entry.StartsBlank ? 0 : 1, scope, out var head)
            && TryParseData(head.Type, entry.TextFrom(head.DataField), scope.Origin, entry.PositionOf(head.DataField), out var data)
            && TryFindTtl(head, data, scope, out var ttl)
            && ownerIsKnown)
        {
            Add(new ResourceRecord(scope.Owner!, head.Type, RecordClass.IN, ttl, data));
        }
    }

    /// <summary>TTL, class and type from field <paramref name="field"/> on; the data must have at least one field.</summary>
    public bool TryParseHead(int field, MasterFileScope scope, out Head head)
    {
        head = default;
        uint? ttl = null;
        var hasClass = false;
        for (; field < entry.Fields.Count; field++)
        {
            var text = entry.TextOf(field);
            if (!hasClass && IsClass(text))
            {
                hasClass = true;
                if (!Is(text, "IN") && !Is(text, "CLASS1"))
                {
                    errors.Add(entry.PositionOf(field), $"class {text}", "IN, the only class served here");
                    return false;
                }
            }
            else if (ttl is null && char.IsAsciiDigit(text[0]))
            {
                if (!DurationField.TryParseTtl(text, out var seconds))
                {
                    errors.Add(entry.PositionOf(field), $"'{text}' is no TTL", DurationField.ExpectedTtl);
                    return false;
                }

                ttl = seconds;
            }
            else
            {
                break;
            }
        }

        scope.LastTtl = ttl ?? scope.LastTtl;
        if (!TryParseType(field, out var type))
        {
            return false;
        }

        head = new Head(ttl, type, field + 1);
        return true;
    }

    /// <summary>Parses the data of one record; the error stands at <paramref name="at"/>, where the data begins.</summary>
    public bool TryParseData(RecordType type, string text, DomainName origin, TextPosition at, out RecordData data)
    {
        if (RecordCatalog.TryParse(type, text, origin, out data, out var problem))
        {
            return true;
        }

        errors.Add(at, problem, $"the data of {RecordCatalog.NameOf(type)} in presentation format");
        return false;
    }

    /// <summary>RFC 2308 section 4, then RFC 1035 section 5.1; a SOA without any TTL before it takes its own last field, and sets it for those that follow, as in BIND.</summary>
    public bool TryFindTtl(in Head head, RecordData data, MasterFileScope scope, out uint ttl)
    {
        if (head.Ttl is null && scope.DefaultTtl is null && scope.LastTtl is null && head.Type == RecordType.SOA)
        {
            scope.DefaultTtl = BinaryPrimitives.ReadUInt32BigEndian(data.ToWire().AsSpan()[^4..]);
        }

        var found = head.Ttl ?? scope.DefaultTtl ?? scope.LastTtl;
        ttl = found ?? 0;
        if (found is null)
        {
            errors.Add(entry.PositionOf(entry.StartsBlank ? 0 : 1), "no TTL", "a TTL here, or $TTL before");
        }

        return found is not null;
    }

    public void Add(ResourceRecord record) => sink.Add(record, entry.PositionOf(0));

    private bool TryParseOwner(MasterFileScope scope)
    {
        scope.OwnerIsBroken = !TryParseName(entry.TextOf(0), scope.Origin, entry.PositionOf(0), errors, out var owner);
        scope.Owner = scope.OwnerIsBroken ? null : owner;
        return !scope.OwnerIsBroken;
    }

    private bool TryParseType(int field, out RecordType type)
    {
        type = RecordType.None;
        if (field >= entry.Fields.Count)
        {
            errors.Add(entry.End, "no record type", "a type, as A or TYPE65280, and its data");
        }
        else if (!RecordCatalog.TryParseType(entry.TextOf(field), out type))
        {
            errors.Add(entry.PositionOf(field), $"unknown record type '{entry.TextOf(field)}'", "a type, as A or TYPE65280");
        }
        else if (IsNoZoneType(type))
        {
            errors.Add(entry.PositionOf(field), $"{RecordCatalog.NameOf(type)} in a zone", "a type that holds data");
        }
        else if (field + 1 >= entry.Fields.Count)
        {
            errors.Add(entry.End, $"no data for {RecordCatalog.NameOf(type)}", $"the data of {RecordCatalog.NameOf(type)} in presentation format");
        }
        else
        {
            return true;
        }

        return false;
    }

    // OPT, and the range of query and meta types (RFC 6895 section 3.1).
    private static bool IsNoZoneType(RecordType type) => type is RecordType.None or RecordType.OPT || (ushort)type is >= 128 and <= 255;

    private static bool IsClass(ReadOnlySpan<char> text) =>
        Is(text, "IN") || Is(text, "CH") || Is(text, "HS") || Is(text, "CS") || (text.Length > 5 && Is(text[..5], "CLASS") && char.IsAsciiDigit(text[5]));

    private static bool Is(ReadOnlySpan<char> text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
