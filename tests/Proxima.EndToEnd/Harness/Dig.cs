using System.Net;
using System.Text.RegularExpressions;

namespace Proxima.EndToEnd;

/// <summary>What dig (BIND) read from one reply: a decoder nobody here wrote.</summary>
/// <param name="Status">NOERROR, NXDOMAIN, REFUSED ...; empty when no reply came.</param>
/// <param name="Flags">As dig prints them: "qr aa rd".</param>
/// <param name="Addresses">The A and AAAA records of the answer section, in its order.</param>
/// <param name="Scope">The scope prefix length of the client subnet option, when there was one.</param>
/// <param name="Text">All dig said, for the failure message.</param>
internal sealed partial record Dig(string Status, string Flags, IReadOnlyList<IPAddress> Addresses, int? Scope, string Text)
{
    /// <summary>Asks once, waiting 2 s unless told otherwise. <paramref name="arguments"/> are dig's: <c>@10.0.0.1 www.example.org A +tcp +subnet=...</c>.</summary>
    public static async Task<Dig> Ask(Host from, params IEnumerable<string> arguments)
    {
        var finished = await from.Run(["dig", "+tries=1", "+time=2", "+nocookie", .. arguments]);
        return Parse(finished.Output);
    }

    public static Dig Parse(string text)
    {
        var scope = ScopeLine().Match(text);
        return new Dig(
            StatusLine().Match(text).Groups["value"].Value,
            FlagsLine().Match(text).Groups["value"].Value,
            [.. AddressLine().Matches(text).Select(m => IPAddress.Parse(m.Groups["value"].Value))],
            scope.Success ? int.Parse(scope.Groups["value"].Value) : null,
            text);
    }

    [GeneratedRegex(@"status: (?<value>\w+)", RegexOptions.None, 1000)]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"^;; flags: (?<value>[a-z ]*);", RegexOptions.Multiline, 1000)]
    private static partial Regex FlagsLine();

    [GeneratedRegex(@"^[^;\s]\S*\s+\d+\s+IN\s+(?:A|AAAA)\s+(?<value>\S+)", RegexOptions.Multiline, 1000)]
    private static partial Regex AddressLine();

    [GeneratedRegex(@"^; CLIENT-SUBNET: \S+?/\d+/(?<value>\d+)", RegexOptions.Multiline, 1000)]
    private static partial Regex ScopeLine();
}
