namespace Proxima.World;

/// <summary>A word of a line and where it stands. A <c>#</c> begins a comment up to the end of the line.</summary>
internal readonly record struct Word(string Text, int Line, int Column)
{
    public TextFault Fault(string what) => new(Line, Column, what);

    public static Word[] Split(string line, int lineNumber)
    {
        var words = new List<Word>();
        var at = 0;
        while (at < line.Length && line[at] != '#')
        {
            if (char.IsWhiteSpace(line[at]))
            {
                at++;
                continue;
            }

            var start = at;
            while (at < line.Length && !char.IsWhiteSpace(line[at]) && line[at] != '#')
            {
                at++;
            }

            words.Add(new Word(line[start..at], lineNumber, start + 1));
        }

        return [.. words];
    }
}
