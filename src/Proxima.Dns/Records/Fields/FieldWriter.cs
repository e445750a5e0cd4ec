using System.Text;
using Proxima.Dns.Names;

namespace Proxima.Dns.Records.Fields;

/// <summary>Appends the fields of one RDATA in presentation format, a blank between them. The pair of <see cref="FieldReader"/>.</summary>
internal sealed class FieldWriter
{
    private readonly StringBuilder text = new();

    /// <summary>A field that needs no escapes.</summary>
    public void Plain(string field)
    {
        if (text.Length != 0)
        {
            text.Append(' ');
        }

        text.Append(field);
    }

    public void Number(long value) => Plain(value.ToString());

    public void Name(DomainName name) => Plain(name.ToString());

    public void Type(RecordType type) => Plain(RecordCatalog.NameOf(type));

    public void Hex(Octets octets) => Plain(octets.ToString());

    public void Base64(Octets octets) => Plain(Convert.ToBase64String(octets.Span));

    /// <summary>A character-string in quotes.</summary>
    public void Quoted(Octets octets) => Plain(CharacterText.Quote(octets.Span));

    public override string ToString() => text.ToString();
}
