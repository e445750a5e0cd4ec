using System.Globalization;

namespace Proxima.Dns.Records.Fields;

/// <summary>One parameter of an SVCB or HTTPS record (RFC 9460 section 2.1): a key and the octets its kind of value has on the wire.</summary>
public readonly record struct SvcParam(ushort Key, Octets Value)
{
    /// <summary>Keys by number (RFC 9460 section 14.3.2; dohpath: RFC 9461). All others are <c>keyNNNNN</c>.</summary>
    private static readonly string[] Names = ["mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath"];

    private const string NumberedPrefix = "key";

    internal bool IsWellFormed => Key != ushort.MaxValue && SvcValue.IsWellFormed(Key, Value.Span);

    public override string ToString()
    {
        var value = SvcValue.Format(Key, Value.Span);
        return value.Length == 0 ? NameOf(Key) : $"{NameOf(Key)}={value}";
    }

    internal static string NameOf(ushort key) => key < Names.Length ? Names[key] : $"{NumberedPrefix}{key}";

    internal static bool TryParseKey(ReadOnlySpan<char> text, out ushort key)
    {
        for (key = 0; key < Names.Length; key++)
        {
            if (text.SequenceEqual(Names[key]))
            {
                return true;
            }
        }

        return text.StartsWith(NumberedPrefix, StringComparison.Ordinal)
            && ushort.TryParse(text[NumberedPrefix.Length..], NumberStyles.None, null, out key) && key != ushort.MaxValue;
    }

    internal static bool TryParse(ReadOnlySpan<char> field, out SvcParam parameter, out string problem)
    {
        parameter = default;
        var equals = field.IndexOf('=');
        var name = equals < 0 ? field : field[..equals];
        if (!TryParseKey(name, out var key))
        {
            problem = $"'{name}' is no key: one of {string.Join(", ", Names)}, or keyNNNNN";
            return false;
        }

        if (!CharacterText.TryParse(equals < 0 ? "" : field[(equals + 1)..], out var text, out problem)
            || !SvcValue.TryParse(key, text, out var value, out problem))
        {
            return false;
        }

        parameter = new SvcParam(key, value);
        problem = parameter.IsWellFormed ? "" : "the value does not fit the key";
        return parameter.IsWellFormed;
    }
}
