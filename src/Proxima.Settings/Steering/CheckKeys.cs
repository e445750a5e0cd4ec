using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Dns.Text;
using Proxima.Engine.Steering;
using Proxima.Settings.Steering.Yaml;

namespace Proxima.Settings.Steering;

/// <summary>Takes a check's values out of its monitor's mapping, each with the error that says what was expected.</summary>
internal sealed class CheckKeys(string kind, string monitor, YamlMapReader map, List<TextError> errors)
{
    /// <summary>Characters of a path, a body's text, an argument.</summary>
    public const int TextLength = 1024;

    /// <summary>Program and arguments of a command.</summary>
    public const int CommandParts = 32;

    public static readonly TimeSpan LongestAge = TimeSpan.FromHours(24);

    private static readonly string[] RcodeWords = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"];

    public string Kind { get; } = kind;

    public string Monitor { get; } = monitor;

    public YamlMapReader Map { get; } = map;

    public static bool IsAbsolutePath(string text) => text.Length <= TextLength && text.StartsWith('/') && !text.Contains('\0', StringComparison.Ordinal);

    /// <summary>What may stand in a Host header and in a server name: nothing that could end the line.</summary>
    public static bool IsHost(string text) => text.Length is > 0 and <= 253 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');

    public static bool IsHttpPath(string text) => text.Length <= TextLength && text.StartsWith('/') && text.All(c => c is > ' ' and < '\x7f');

    public void Fail(string key, string what, string expected) => errors.Add(Map.PositionOf(key).Error(what, expected));

    public int Port(int absent) => Map.Number("port", absent, 1, 65535);

    public int RequiredPort()
    {
        if (Map.Text("port") is null)
        {
            Fail("port", $"{Kind} monitor '{Monitor}' without port", "port: 1 to 65535");
        }

        return Port(1);
    }

    public string? Optional(string key, Func<string, bool> isRight, string expected) =>
        Map.Text(key) is { } text && Map.Expect(key, text, isRight(text), expected) ? text : null;

    public string Required(string key, Func<string, bool> isRight, string expected)
    {
        var text = Map.RequiredText(key);
        return text is not null && Map.Expect(key, text, isRight(text), expected) ? text : string.Empty;
    }

    /// <summary>One of a few words; the first is the default.</summary>
    public string Word(string key, params string[] words) => Map.Reference(key, key, words, isRequired: false) ?? words[0];

    public CertificateRule Certificate() => Enum.Parse<CertificateRule>(Word("certificate", "trusted", "dated", "any"), ignoreCase: true);

    public NumberSet Numbers(string key, NumberSet absent, int least, int most)
    {
        var numbers = absent;
        var text = Map.Text(key);
        return text is null || Map.Expect(key, text, NumberSet.TryParse(text, least, most, out numbers), $"numbers from {least} to {most}, as 200-299,301") ? numbers : absent;
    }

    /// <summary>A single value or a list of them.</summary>
    public List<string> Texts(string key) => Map.Node(key) switch
    {
        null => [],
        YamlScalar scalar => [scalar.Text],
        _ => [.. Map.List(key).Select(node => (node as YamlScalar)?.Text ?? string.Empty)],
    };

    public NumberSet Rcodes(string key, IReadOnlyList<Rcode> absent)
    {
        var rcodes = new List<Rcode>();
        foreach (var word in Texts(key))
        {
            var number = Array.FindIndex(RcodeWords, known => known.Equals(word, StringComparison.OrdinalIgnoreCase));
            Map.Expect(key, word, number >= 0, Values.KnownWord.Expected(word.ToUpperInvariant(), RcodeWords, key));
            rcodes.Add((Rcode)number);
        }

        return NumberSet.Of([.. (rcodes.Count > 0 ? rcodes : absent).Select(rcode => ((int)rcode, (int)rcode))]);
    }

    public DomainName? Name(string key)
    {
        DomainName? name = null;
        var problem = string.Empty;
        return Map.Text(key) is { } text && Map.Expect(key, text, DomainName.TryParse(text, DomainName.Root, out name, out problem), "a domain name") ? name : null;
    }

    public RecordType RecordType(string key, RecordType absent)
    {
        var type = absent;
        return Map.Text(key) is not { } text || Map.Expect(key, text, RecordCatalog.TryParseType(text, out type), "a record type, as A or SOA") ? type : absent;
    }

    /// <summary>The RDATA that one record of the answer must have, in presentation format.</summary>
    public RecordData? Answer(string key, RecordType type)
    {
        if (Map.Text(key) is not { } text)
        {
            return null;
        }

        if (!RecordCatalog.TryParse(type, text, DomainName.Root, out var record, out var problem))
        {
            Fail(key, $"{key} '{text}' is no {RecordCatalog.NameOf(type)} record: {problem}", $"a {RecordCatalog.NameOf(type)} record's data, as in a zone file");
            return null;
        }

        return record;
    }
}
