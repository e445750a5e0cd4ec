using System.Buffers;
using System.Globalization;
using System.Text;
using Proxima.Dns.Names;

namespace Proxima.Dns.Records.Fields;

/// <summary>A cursor over the fields of one RDATA in presentation format. The first problem is kept; after it every field reads as nothing.</summary>
/// <remarks>Blanks separate fields; a field that starts with a quote ends at the next one; a backslash takes the next character with it.</remarks>
internal ref struct FieldReader(string text, DomainName? origin)
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly ReadOnlySpan<char> text = text;
    private int at;

    public DomainName? Origin { get; } = origin;

    /// <summary>Empty as long as all is well.</summary>
    public string Problem { get; private set; } = "";

    public readonly bool Failed => Problem.Length != 0;

    public bool AtEnd
    {
        get
        {
            while (this.at < this.text.Length && IsBlank(this.text[this.at]))
            {
                this.at++;
            }

            return this.at == this.text.Length;
        }
    }

    public void Fail(string problem)
    {
        if (!Failed)
        {
            Problem = problem;
            this.at = this.text.Length;
        }
    }

    /// <summary>The next field as it is written, escapes and quotes still in it.</summary>
    public ReadOnlySpan<char> Raw(string what)
    {
        if (AtEnd)
        {
            Fail($"the {what} is missing");
            return default;
        }

        var start = this.at;
        var isQuoted = false;
        while (this.at < this.text.Length && (isQuoted || !IsBlank(this.text[this.at])))
        {
            var c = this.text[this.at++];
            if (c == '\\' && this.at < this.text.Length)
            {
                this.at++;
            }
            else if (c == '"')
            {
                isQuoted = !isQuoted;
                if (!isQuoted && this.text[start] == '"')
                {
                    break;
                }
            }
        }

        var field = this.text[start..this.at];
        if (isQuoted)
        {
            Fail($"the {what} has no closing quote");
        }

        return field;
    }

    public uint Number(string what, uint max)
    {
        var field = Raw(what);
        if (Failed)
        {
            return 0;
        }

        if (uint.TryParse(field, NumberStyles.None, null, out var value) && value <= max)
        {
            return value;
        }

        Fail($"'{field}' is no {what}: a number from 0 to {max}");
        return 0;
    }

    public byte Byte(string what) => (byte)Number(what, byte.MaxValue);

    public ushort UInt16(string what) => (ushort)Number(what, ushort.MaxValue);

    public uint UInt32(string what) => Number(what, uint.MaxValue);

    public DomainName Name(string what)
    {
        var field = Raw(what);
        if (Failed)
        {
            return DomainName.Root;
        }

        if (DomainName.TryParse(field, Origin, out var name, out var problem))
        {
            return name;
        }

        Fail($"'{field}' is no {what}: {problem}");
        return DomainName.Root;
    }

    /// <summary>At most 255 octets, quoted or not.</summary>
    public Octets CharacterString(string what)
    {
        var octets = Text(what);
        if (octets.Length > CharacterText.MaxLength)
        {
            Fail($"the {what} has {octets.Length} octets, and 255 is the most");
        }

        return octets;
    }

    /// <summary>Octets of any length, quoted or not.</summary>
    public Octets Text(string what)
    {
        var field = Raw(what);
        if (CharacterText.TryParse(field, out var octets, out var problem))
        {
            return octets;
        }

        Fail($"'{field}' is no {what}: {problem}");
        return default;
    }

    public RecordType Type(string what)
    {
        var field = Raw(what);
        if (!RecordCatalog.TryParseType(field, out var type))
        {
            Fail($"'{field}' is no {what}: a record type such as A or TYPE65280");
        }

        return type;
    }

    /// <summary>Hexadecimal digits to the end of the RDATA; blanks between them mean nothing.</summary>
    public Octets HexToEnd(string what)
    {
        if (TryParseHex(Joined(what), out var octets))
        {
            return octets;
        }

        Fail($"the {what} is not written in pairs of hexadecimal digits");
        return default;
    }

    internal static bool TryParseHex(ReadOnlySpan<char> digits, out Octets octets)
    {
        var isHex = digits.Length % 2 == 0 && !digits.ContainsAnyExcept(HexDigits);
        octets = isHex ? new Octets(Convert.FromHexString(digits)) : default;
        return isHex;
    }

    /// <summary>Base64 (RFC 4648 section 4) to the end of the RDATA; blanks in it mean nothing.</summary>
    public Octets Base64ToEnd(string what)
    {
        var digits = Joined(what);
        var octets = new byte[digits.Length];
        if (Convert.TryFromBase64String(digits, octets, out var length))
        {
            return new Octets(octets.AsSpan(0, length));
        }

        Fail($"the {what} is no base64");
        return default;
    }

    private string Joined(string what)
    {
        var joined = new StringBuilder().Append(Raw(what));
        while (!AtEnd)
        {
            joined.Append(Raw(what));
        }

        return Failed ? "" : joined.ToString();
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\r' or '\n';
}
