using System.Text.RegularExpressions;

namespace Proxima.EndToEnd;

/// <summary>One command of a document's ```console block, with the output the document shows.</summary>
internal sealed partial record ConsoleBlock(string Document, string Command, string Output)
{
    /// <summary>Every command of a document, in order. A line that begins with "$ " is a command, what follows is its output.</summary>
    public static IReadOnlyList<ConsoleBlock> Of(string document)
    {
        var blocks = new List<ConsoleBlock>();
        foreach (Match fence in Fences().Matches(File.ReadAllText(Path.Combine(Repository.Root, document))))
        {
            foreach (var part in fence.Groups[1].Value.Split("$ ", StringSplitOptions.RemoveEmptyEntries))
            {
                var end = part.IndexOf('\n', StringComparison.Ordinal);
                blocks.Add(new ConsoleBlock(document, part[..end], part[(end + 1)..]));
            }
        }

        return blocks;
    }

    /// <summary>Lines without their final blanks, so that an editor's habits are no difference.</summary>
    public static string Plain(string text) => string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())).Trim();

    [GeneratedRegex("```console\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fences();
}
