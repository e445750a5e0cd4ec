using System.Text.RegularExpressions;

namespace Proxima.Tests.Dns;

/// <summary>A packet of tests/golden/packets: the file says in comments what it shows and how each reader ends, the rest is hexadecimal with blanks wherever they help.</summary>
internal sealed partial record GoldenPacket(string Name, byte[] Octets, string AsRequest, string AsMessage)
{
    public static IReadOnlyList<GoldenPacket> All { get; } =
        [.. Directory.GetFiles(Folder(), "*.txt").Order(StringComparer.Ordinal).Select(Read)];

    private static GoldenPacket Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var hexadecimal = string.Concat(lines.Where(line => !line.StartsWith('#')).SelectMany(line => line.Where(c => !char.IsWhiteSpace(c))));
        var expected = Expected().Match(string.Join('\n', lines));
        Assert.True(expected.Success, $"{path} does not say how each reader ends");
        return new GoldenPacket(Path.GetFileNameWithoutExtension(path), Convert.FromHexString(hexadecimal), expected.Groups["request"].Value, expected.Groups["message"].Value);
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Proxima.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run from inside the repository");
        }

        return Path.Combine(folder.FullName, "tests", "golden", "packets");
    }

    [GeneratedRegex("# As a request: (?<request>Query|Drop|FormErr|NotImp|BadVers|CookieOnly). As a message: (?<message>well formed|malformed).", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Expected();
}
