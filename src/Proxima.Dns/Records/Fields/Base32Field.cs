namespace Proxima.Dns.Records.Fields;

/// <summary>Base 32 with extended hex alphabet, without padding (RFC 4648 section 7, RFC 5155 section 3.3): hashed owner names.</summary>
internal static class Base32Field
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
    private const int BitsPerDigit = 5;

    public static Octets Parse(ref FieldReader fields, string what)
    {
        var field = fields.Raw(what);
        if (TryParse(field, out var octets))
        {
            return octets;
        }

        fields.Fail($"'{field}' is no {what}: up to 255 octets in base32hex");
        return default;
    }

    public static string Format(ReadOnlySpan<byte> octets)
    {
        var text = new char[((octets.Length * 8) + BitsPerDigit - 1) / BitsPerDigit];
        for (var i = 0; i < text.Length; i++)
        {
            var bit = i * BitsPerDigit;
            var next = (bit / 8) + 1 < octets.Length ? octets[(bit / 8) + 1] : 0;
            var pair = (octets[bit / 8] << 8) | next;
            text[i] = Alphabet[(pair >> (16 - BitsPerDigit - (bit % 8))) & 0x1F];
        }

        return new string(text);
    }

    private static bool TryParse(ReadOnlySpan<char> text, out Octets octets)
    {
        octets = default;
        var bytes = new byte[text.Length * BitsPerDigit / 8];
        var pending = 0;
        var bits = 0;
        var length = 0;
        foreach (var c in text)
        {
            var digit = Alphabet.IndexOf(char.ToUpperInvariant(c));
            if (digit < 0)
            {
                return false;
            }

            pending = ((pending << BitsPerDigit) | digit) & 0xFFF;
            bits += BitsPerDigit;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[length++] = (byte)(pending >> bits);
            }
        }

        // Left-over bits must be zero and less than a digit: else two texts would mean the same octets.
        octets = new Octets(bytes);
        return length is > 0 and <= CharacterText.MaxLength && bits < BitsPerDigit && (pending & ((1 << bits) - 1)) == 0;
    }
}
