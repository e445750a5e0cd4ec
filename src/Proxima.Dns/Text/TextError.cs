namespace Proxima.Dns.Text;

/// <summary>One error in a text a person wrote. Line and column count from 1.</summary>
public sealed record TextError(string File, int Line, int Column, string What, string Expected)
{
    /// <summary><c>file:line:column: what, expected what</c>: the one form in which every text error is shown.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {What}, expected {Expected}";
}
