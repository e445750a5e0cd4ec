using System.Globalization;
using Proxima.Dns.Records;

namespace Proxima.Dns.MasterFiles;

/// <summary>
/// <c>$GENERATE start-stop[/step] owner [TTL] [class] type data</c>, as in BIND: one record for each number, which <c>$</c> and
/// <c>${offset,width,base}</c> stand for in owner and data. Everything after the type is data, so that it may have several fields.
/// </summary>
internal sealed class GenerateDirective(EntryReader entry, ErrorList errors, int most)
{
    private const int RangeField = 1;
    private const int OwnerField = 2;

    public void Run(RecordParser records, MasterFileScope scope)
    {
        if (!TryParseRange(out var start, out var stop, out var step)
            || !records.TryParseHead(OwnerField + 1, scope, out var head)
            || !TryParseTemplate(OwnerField, entry.TextOf(OwnerField).ToString(), out var owner)
            || !TryParseTemplate(head.DataField, entry.TextFrom(head.DataField), out var data))
        {
            return;
        }

        // One error is enough: the records that follow would say the same.
        for (var number = start; number <= stop && TryAdd(records, scope, head, owner.Format(number), data.Format(number)); number += step)
        {
        }
    }

    private bool TryAdd(RecordParser records, MasterFileScope scope, RecordParser.Head head, string? owner, string? data)
    {
        if (owner is null || data is null)
        {
            errors.Add(entry.PositionOf(owner is null ? OwnerField : head.DataField), "$ plus its offset is below 0", "an offset that keeps the range at 0 or more");
            return false;
        }

        if (!RecordParser.TryParseName(owner, scope.Origin, entry.PositionOf(OwnerField), errors, out var name)
            || !records.TryParseData(head.Type, data, scope.Origin, entry.PositionOf(head.DataField), out var parsed)
            || !records.TryFindTtl(head, parsed, scope, out var ttl))
        {
            return false;
        }

        scope.Owner = name;
        records.Add(new ResourceRecord(name, head.Type, RecordClass.IN, ttl, parsed));
        return true;
    }

    private bool TryParseRange(out long start, out long stop, out long step)
    {
        const string expected = "start-stop or start-stop/step, as 1-254 or 0-510/2";
        var text = entry.TextOf(RangeField);
        var dash = text.IndexOf('-');
        var slash = text.IndexOf('/');
        (start, stop, step) = (0, 0, 1);
        if (dash < 0
            || !TryParseNumber(text[..dash], out start)
            || !TryParseNumber(slash < 0 ? text[(dash + 1)..] : text[(dash + 1)..Math.Max(slash, dash + 1)], out stop)
            || (slash >= 0 && !TryParseNumber(text[(slash + 1)..], out step)))
        {
            errors.Add(entry.PositionOf(RangeField), $"'{text}' is no range", expected);
            return false;
        }

        if (start > stop || step == 0)
        {
            errors.Add(entry.PositionOf(RangeField), $"range {text} is empty or has no step", expected);
            return false;
        }

        if (((stop - start) / step) + 1 > most)
        {
            errors.Add(entry.PositionOf(RangeField), $"range {text} makes {((stop - start) / step) + 1} records", $"at most {most} by one $GENERATE");
            return false;
        }

        return true;
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= int.MaxValue;

    private bool TryParseTemplate(int field, string text, out GenerateTemplate template)
    {
        if (GenerateTemplate.TryParse(text, out template, out var offset))
        {
            return true;
        }

        var at = entry.PositionOf(field);
        errors.Add(at with { Column = at.Column + offset }, "'${' without a well-formed offset, width and base", "${offset,width,base}, the base one of d, o, x, X, n, N");
        return false;
    }
}
