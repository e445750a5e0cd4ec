using Proxima.Dns.Text;

namespace Proxima.Settings.Plugin;

/// <summary>One setting of a pdns.conf, and where its value stands.</summary>
internal sealed record PdnsSetting(string Key, string Value, TextPosition At);

/// <summary>The settings of a pdns.conf: <c>key=value</c>, <c>key+=value</c>, <c>#</c> at the head of a line or behind a blank. The last of a key counts.</summary>
internal sealed class PdnsConf
{
    private readonly Dictionary<string, PdnsSetting> settings = new(StringComparer.Ordinal);

    private PdnsConf(string file) => Head = new TextPosition(file, 1, 1);

    /// <summary>Where something missing is said to be missing.</summary>
    public TextPosition Head { get; }

    public static PdnsConf Parse(string text, string file)
    {
        var conf = new PdnsConf(file);
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            conf.ParseLine(line, new TextPosition(file, ++number, 1));
        }

        return conf;
    }

    public PdnsSetting? Find(string key) => settings.GetValueOrDefault(key);

    private void ParseLine(string line, TextPosition at)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        if (line.TrimStart() is [] or ['#', ..] || equals < 0)
        {
            return;
        }

        var isAppended = equals > 0 && line[equals - 1] == '+';
        var key = line[..(isAppended ? equals - 1 : equals)].Trim();
        var comment = line.IndexOf(" #", equals, StringComparison.Ordinal);
        var raw = comment < 0 ? line[(equals + 1)..] : line[(equals + 1)..comment];
        var value = raw.Trim();
        var position = at with { Column = equals + 2 + raw.Length - raw.TrimStart().Length };
        if (isAppended && settings.TryGetValue(key, out var before))
        {
            value = $"{before.Value},{value}";
        }

        settings[key] = new PdnsSetting(key, value, position);
    }
}
