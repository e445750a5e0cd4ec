using System.Text;
using System.Text.RegularExpressions;

namespace Proxima.Manual;

/// <summary>
/// One manual page in the making: parts in the order of man-pages(7). A page beside the code may bring sections of its own: what stands
/// before its first heading is the description, its sections follow the options.
/// </summary>
internal sealed partial class ManualPage(string name, int section, string summary)
{
    private readonly StringBuilder text = new();

    public string Name => name;

    public int Section => section;

    public static string Verbatim(string text) => $"```\n{text.TrimEnd()}\n```\n\n";

    public ManualPage Add(string heading, string body)
    {
        if (!string.IsNullOrWhiteSpace(body))
        {
            text.Append($"# {heading}\n\n{body.Trim()}\n\n");
        }

        return this;
    }

    /// <summary>Sections that a page beside the code has after its description.</summary>
    public ManualPage AddSections(string page)
    {
        text.Append(page);
        return this;
    }

    /// <summary>The page; its title line is given to lowdown as metadata.</summary>
    public string Format() => $"# NAME\n\n{name} - {summary}\n\n{text}";

    /// <summary>A page beside the code, as description and further sections. A link is its words: a manual page has no place to lead to.</summary>
    public static (string Description, string Sections) Read(string path)
    {
        if (!File.Exists(path))
        {
            return (string.Empty, string.Empty);
        }

        var lines = Links().Replace(File.ReadAllText(path), "${words}").Split('\n').Where(line => !line.StartsWith("# ", StringComparison.Ordinal)).ToList();
        var description = lines.TakeWhile(line => !IsHeading(line)).ToList();
        var sections = lines.Skip(description.Count).Select(line => IsHeading(line) ? line[1..].ToUpperInvariant() : line);
        return (string.Join('\n', description), string.Join('\n', sections).Trim() + "\n\n");
    }

    private static bool IsHeading(string line) => line.StartsWith("## ", StringComparison.Ordinal);

    [GeneratedRegex(@"\[(?<words>[^\]]+)\]\([^)]+\)", RegexOptions.None, 1000)]
    private static partial Regex Links();
}
