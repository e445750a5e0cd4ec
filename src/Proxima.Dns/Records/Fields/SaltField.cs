namespace Proxima.Dns.Records.Fields;

/// <summary>An NSEC3 salt in hexadecimal, <c>-</c> for none (RFC 5155 section 3.3). On the wire it is a character-string.</summary>
internal static class SaltField
{
    private const string None = "-";

    public static Octets Parse(ref FieldReader fields)
    {
        var field = fields.Raw("salt");
        if (field is None || fields.Failed)
        {
            return default;
        }

        if (field.Length / 2 <= CharacterText.MaxLength && FieldReader.TryParseHex(field, out var salt))
        {
            return salt;
        }

        fields.Fail($"'{field}' is no salt: up to 255 octets in hexadecimal, or - for none");
        return default;
    }

    public static void Format(FieldWriter fields, Octets salt) => fields.Plain(salt.Length == 0 ? None : salt.ToString());
}
