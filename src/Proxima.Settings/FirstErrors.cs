using Proxima.Dns.Text;

namespace Proxima.Settings;

/// <summary>Keeps the first errors of a long text and counts all.</summary>
internal sealed class FirstErrors(string file, int most)
{
    private readonly List<TextError> kept = [];

    public long Count { get; private set; }

    public IReadOnlyList<TextError> Kept => kept;

    public void Add(int line, int column, string what, string expected)
    {
        Count++;
        if (kept.Count < most)
        {
            kept.Add(new TextError(file, line, column, what, expected));
        }
    }
}
