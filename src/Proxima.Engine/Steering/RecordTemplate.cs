using System.Globalization;
using Proxima.Dns.Names;
using Proxima.Dns.Records;

namespace Proxima.Engine.Steering;

/// <summary>
/// The record of each endpoint of a name that is steered in another type than addresses: presentation format with <c>{priority}</c>,
/// <c>{weight}</c>, <c>{target}</c>, <c>{address}</c>, <c>{site}</c> and <c>{endpoint}</c> in it. A <c>{priority}</c> in the first place is the
/// record's place in each client's answer. <paramref name="Static"/> are whole records' data for <see cref="WhenEmpty.Static"/>.
/// </summary>
public sealed record RecordTemplate(RecordType Type, string Text, IReadOnlyList<string>? Static = null)
{
    private const string Priority = "{priority}";

    /// <summary>Types that can be steered beside addresses: of all but CNAME, the data begins with a 16-bit number that says which is preferred.</summary>
    public static IReadOnlyList<RecordType> Types { get; } = [RecordType.CNAME, RecordType.MX, RecordType.SRV, RecordType.NAPTR, RecordType.SVCB, RecordType.HTTPS];

    /// <summary>By how much the priority grows from one record of an answer to the next; 0: it is as written. Service bindings count from 1, since 0 is an alias (RFC 9460 section 2.4.1).</summary>
    public int PriorityStep => !Text.StartsWith(Priority, StringComparison.Ordinal) ? 0 : Type is RecordType.SVCB or RecordType.HTTPS ? 1 : 10;

    /// <summary>What a name of this type has when it says nothing else; null: it must say.</summary>
    public static string? DefaultOf(RecordType type) => type switch
    {
        RecordType.CNAME => "{target}",
        RecordType.MX or RecordType.SVCB or RecordType.HTTPS => $"{Priority} {{target}}",
        _ => null,
    };

    /// <summary>The RDATA of one endpoint, uncompressed; false with the problem in words.</summary>
    public bool TryWrite(Endpoint endpoint, out byte[] rdata, out string problem)
    {
        rdata = [];
        var text = Text
            .Replace("{weight}", endpoint.Weight.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{target}", endpoint.Target?.ToString() ?? "{target}", StringComparison.Ordinal)
            .Replace("{address}", endpoint.Address.ToString(), StringComparison.Ordinal)
            .Replace("{site}", endpoint.Site, StringComparison.Ordinal)
            .Replace("{endpoint}", endpoint.Name, StringComparison.Ordinal);
        text = text.StartsWith(Priority, StringComparison.Ordinal) ? $"1{text[Priority.Length..]}" : text;
        if (text.IndexOf('{', StringComparison.Ordinal) is >= 0 and var at)
        {
            var word = text[at..].Split('}')[0].TrimStart('{');
            problem = word == "target" ? $"endpoint '{endpoint.Name}' has no target" : $"{{{word}}} stands for nothing here";
            return false;
        }

        var isRight = RecordCatalog.TryParse(Type, text, DomainName.Root, out var data, out problem);
        rdata = isRight ? data.ToWire() : [];
        return isRight;
    }
}
