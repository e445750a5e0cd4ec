namespace Proxima.World;

/// <summary>One thing wrong in a world file or a control line. Line and column count from 1.</summary>
internal sealed record TextFault(int Line, int Column, string What)
{
    public string Format(string file) => $"{file}:{Line}:{Column}: {What}";
}
