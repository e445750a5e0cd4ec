using Proxima.Dns.Text;
using Proxima.Engine.Latency;

namespace Proxima.Settings.Prefixes;

/// <summary>A text of one address or prefix a line, <c>#</c> begins a comment; or every error in it.</summary>
public sealed record PrefixList(PrefixSet Prefixes, IReadOnlyList<TextError> Errors)
{
    /// <summary>In a node's state folder: the networks that do not want to be probed, as the node took them last.</summary>
    public const string OptedOutName = "opted-out";

    /// <summary>Most octets of the file.</summary>
    public const long MaxFileLength = 16 << 20;

    private const int MostErrors = 100;

    public static PrefixList Load(string path) =>
        SourceText.TryRead(path, MaxFileLength, out var text, out var error) ? Parse(text, path) : new PrefixList(PrefixSet.Empty, [error]);

    public static PrefixList Parse(string text, string file)
    {
        var prefixes = new List<Prefix>();
        var errors = new FirstErrors(file, MostErrors);
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var comment = line.IndexOf('#');
            var word = (comment < 0 ? line : line[..comment]).Trim();
            if (word.IsEmpty)
            {
                continue;
            }

            var column = line.IndexOfAnyExcept(" \t") + 1;
            if (!Prefix.TryParse(word, out var prefix))
            {
                errors.Add(number, column, $"'{word}' is no prefix", "an address or a prefix, as 192.0.2.0/24 or 2001:db8::/48");
            }
            else if (word.Contains('/') && !IsSame(word, prefix))
            {
                errors.Add(number, column, $"'{word}' has address bits beyond its length", prefix.ToString());
            }
            else
            {
                prefixes.Add(prefix);
            }
        }

        return errors.Count == 0 ? new PrefixList(new PrefixSet(prefixes), []) : new PrefixList(PrefixSet.Empty, errors.Kept);
    }

    // The same address may be written in several ways (IPv6).
    private static bool IsSame(ReadOnlySpan<char> word, Prefix prefix) =>
        Prefix.TryParse(word[..word.IndexOf('/')], out var address) && address.High == prefix.High && address.Low == prefix.Low;
}
