using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Dns.Records.Fields;
using Proxima.Dns.Text;

namespace Proxima.Dns.MasterFiles;

/// <summary>Walks the entries of one master file and of what it includes: directives change the scope, everything else is a record.</summary>
internal sealed class MasterFileParser
{
    private readonly MasterFileLimits limits;
    private readonly ErrorList errors;
    private readonly RecordSink sink;
    private readonly List<string> open = [];
    private readonly MasterFileScope scope;

    public MasterFileParser(MasterFileLimits limits, DomainName origin)
    {
        this.limits = limits;
        errors = new ErrorList(limits.Errors);
        sink = new RecordSink(limits.Records, errors);
        scope = new MasterFileScope { Origin = origin };
    }

    public MasterFile Result => errors.Errors.Count > 0
        ? new MasterFile([], errors.Errors)
        : new MasterFile(sink.Records, []) { Positions = sink.Positions };

    /// <summary>Parses a file; one that cannot be read is an error at <paramref name="askedAt"/>.</summary>
    public void ParseFile(string path, TextPosition askedAt)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Add(askedAt, $"cannot read '{path}': {e.Message}", "a readable file");
            return;
        }

        open.Add(Path.GetFullPath(path));
        ParseText(text, path);
        open.RemoveAt(open.Count - 1);
    }

    public void ParseText(string text, string name)
    {
        var entries = new EntryReader(text, name, limits.EntryLength, errors);
        var records = new RecordParser(entries, errors, sink);
        while (!sink.IsFull && entries.TryRead())
        {
            if (!entries.StartsBlank && entries.TextOf(0)[0] == '$')
            {
                ParseDirective(entries, records);
            }
            else
            {
                records.Parse(scope);
            }
        }
    }

    private void ParseDirective(EntryReader entry, RecordParser records)
    {
        switch (entry.TextOf(0).ToString().ToUpperInvariant())
        {
            case "$ORIGIN":
                if (HasFields(entry, 1, 1, "one domain name") && TryParseName(entry, 1, out var origin))
                {
                    scope.Origin = origin;
                }

                break;
            case "$TTL":
                ParseTtl(entry);
                break;
            case "$INCLUDE":
                if (HasFields(entry, 1, 2, "a file and, if wanted, an origin"))
                {
                    Include(entry);
                }

                break;
            case "$GENERATE":
                if (HasFields(entry, 4, int.MaxValue, "start-stop[/step] owner [TTL] [class] type data"))
                {
                    new GenerateDirective(entry, errors, limits.GenerateCount).Run(records, scope);
                }

                break;
            default:
                errors.Add(entry.PositionOf(0), $"unknown directive '{entry.TextOf(0)}'", "$ORIGIN, $TTL, $INCLUDE or $GENERATE");
                break;
        }
    }

    private void ParseTtl(EntryReader entry)
    {
        if (!HasFields(entry, 1, 1, DurationField.ExpectedTtl))
        {
            return;
        }

        if (DurationField.TryParseTtl(entry.TextOf(1), out var seconds))
        {
            scope.DefaultTtl = seconds;
        }
        else
        {
            errors.Add(entry.PositionOf(1), $"'{entry.TextOf(1)}' is no TTL", DurationField.ExpectedTtl);
        }
    }

    private void Include(EntryReader entry)
    {
        var inner = scope.Origin;
        if (entry.Fields.Count > 2 && !TryParseName(entry, 2, out inner))
        {
            return;
        }

        var at = entry.PositionOf(1);
        if (open.Count == 0)
        {
            errors.Add(at, "$INCLUDE in a text that is no file", "the records themselves");
            return;
        }

        if (open.Count > limits.IncludeDepth)
        {
            errors.Add(at, $"$INCLUDE more than {limits.IncludeDepth} deep", "fewer files inside files");
            return;
        }

        var path = Path.Combine(Path.GetDirectoryName(entry.File) ?? string.Empty, entry.TextOf(1).Trim('"').ToString());
        if (open.Contains(Path.GetFullPath(path)))
        {
            errors.Add(at, $"'{path}' includes itself", "a file that is not being read already");
            return;
        }

        // Origin and last owner are the including file's again afterwards (RFC 1035 section 5.1); TTLs go on, as in BIND.
        var (origin, owner) = (scope.Origin, scope.Owner);
        scope.Origin = inner;
        ParseFile(path, at);
        (scope.Origin, scope.Owner) = (origin, owner);
    }

    private bool TryParseName(EntryReader entry, int field, out DomainName name) =>
        RecordParser.TryParseName(entry.TextOf(field), scope.Origin, entry.PositionOf(field), errors, out name);

    private bool HasFields(EntryReader entry, int least, int most, string expected)
    {
        var count = entry.Fields.Count - 1;
        if (count < least)
        {
            errors.Add(entry.End, $"{entry.TextOf(0)} without {(count == 0 ? "anything after it" : "all it needs")}", expected);
        }
        else if (count > most)
        {
            errors.Add(entry.PositionOf(most + 1), $"'{entry.TextOf(most + 1)}' too much after {entry.TextOf(0)}", expected);
        }

        return count >= least && count <= most;
    }
}
