using System.Globalization;

namespace Proxima.Load;

/// <summary>Words of a command line: <c>--option value</c>, <c>--flag</c>, and what stands free; behind <c>--</c> everything stands free.</summary>
internal sealed class LoadArguments
{
    private static readonly string[] Flags = ["tcp", "reconnect", "malformed", "response", "short", "unchecked"];

    private readonly Dictionary<string, string> values = [];

    public List<string> Free { get; } = [];

    /// <exception cref="FormatException">An option has no value.</exception>
    public static LoadArguments Parse(IEnumerable<string> words)
    {
        var arguments = new LoadArguments();
        var left = new Queue<string>(words);
        while (left.TryDequeue(out var word))
        {
            if (word == "--")
            {
                arguments.Free.AddRange(left);
                break;
            }

            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                arguments.Free.Add(word);
            }
            else if (Flags.Contains(word[2..]))
            {
                arguments.values[word[2..]] = "yes";
            }
            else
            {
                arguments.values[word[2..]] = left.TryDequeue(out var value) ? value : throw new FormatException($"{word} needs a value");
            }
        }

        return arguments;
    }

    public bool Has(string option) => values.ContainsKey(option);

    public string Text(string option, string otherwise) => values.GetValueOrDefault(option, otherwise);

    public string Required(string option) => values.TryGetValue(option, out var value) ? value : throw new FormatException($"--{option} is missing");

    public int Number(string option, int otherwise) => (int)Amount(option, otherwise);

    public double Amount(string option, double otherwise) => !values.TryGetValue(option, out var value) ? otherwise
        : double.TryParse(value, CultureInfo.InvariantCulture, out var amount) ? amount
        : throw new FormatException($"--{option} '{value}' is no number");
}
