namespace Proxima.Dns.Text;

/// <summary>Where something stands in a text a person wrote. Line and column count from 1.</summary>
public readonly record struct TextPosition(string File, int Line, int Column)
{
    public TextError Error(string what, string expected) => new(File, Line, Column, what, expected);

    public override string ToString() => $"{File}:{Line}:{Column}";
}
