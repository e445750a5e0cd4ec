namespace Proxima.Engine.Places;

/// <summary>A country as two letters (ISO 3166-1 alpha-2), in upper case; the default is an unknown one.</summary>
public readonly record struct CountryCode
{
    private readonly ushort letters;

    private CountryCode(int first, int second) => letters = (ushort)((first << 8) | second);

    public bool IsKnown => letters != 0;

    /// <summary>Two letters of either case; anything else is no country.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out CountryCode country)
    {
        country = text.Length == 2 && char.IsAsciiLetter(text[0]) && char.IsAsciiLetter(text[1]) ? new(text[0] & ~0x20, text[1] & ~0x20) : default;
        return country.IsKnown;
    }

    public override string ToString() => IsKnown ? $"{(char)(letters >> 8)}{(char)(letters & 255)}" : string.Empty;
}
