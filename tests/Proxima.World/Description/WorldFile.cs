namespace Proxima.World;

/// <summary>
/// Parses a world file. A line is one of
/// <code>
/// seed 7                                     # all chance comes from here; 1 when absent
/// host ams 10.1.0.1/16 fd00:1::1/32          # name, then the prefixes it answers for
/// set * * rtt=100ms                          # a path, exactly as on the control socket; later lines win
/// set ams nyc rtt=80ms jitter=1ms loss=0.5%
/// set ams->nyc delay=60ms                    # one way only
/// </code>
/// Hosts come before the paths between them. All faults are reported at once.
/// </summary>
internal static class WorldFile
{
    /// <summary>Each host costs a namespace, a device and a row of the path table.</summary>
    public const int MaxHosts = 64;

    /// <summary>A namespace is px-NAME-HOST; both parts stay short enough to read.</summary>
    public const int MaxHostNameLength = 20;

    public static WorldDescription? Parse(string text, List<TextFault> faults)
    {
        var lines = text.Split('\n').Select((line, i) => Word.Split(line, i + 1)).Where(words => words.Length > 0).ToList();
        var hosts = lines.Where(w => w[0].Text == "host").Select(w => ParseHost(w, faults)).OfType<HostDescription>().ToList();
        RefuseRepeatedNames(hosts, faults);
        var names = hosts.ConvertAll(h => h.Name);
        var paths = new PathTable(hosts.Count);
        var seed = 1;
        foreach (var words in lines)
        {
            switch (words[0].Text)
            {
                case "host":
                    break;
                case "seed" when words.Length == 2 && int.TryParse(words[1].Text, out seed):
                    break;
                case "set":
                    PathCommand.ParseSet(words, names, faults)?.Apply(paths);
                    break;
                default:
                    faults.Add(words[0].Fault($"'{words[0].Text}' is no line of a world file, expected 'seed NUMBER', 'host NAME PREFIX...' or 'set A B rtt=...'"));
                    break;
            }
        }

        if (hosts.Count is 0 or > MaxHosts)
        {
            faults.Add(new TextFault(1, 1, $"{hosts.Count} hosts, expected 1 to {MaxHosts}"));
        }

        return faults.Count == 0 ? new WorldDescription(hosts, paths, seed) : null;
    }

    public static bool IsName(string text, int maxLength) =>
        text.Length >= 1 && text.Length <= maxLength && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));

    private static HostDescription? ParseHost(Word[] words, List<TextFault> faults)
    {
        if (words.Length < 3 || !IsName(words[1].Text, MaxHostNameLength))
        {
            faults.Add(words[^1].Fault($"expected 'host NAME PREFIX...', the name of at most {MaxHostNameLength} lower-case letters and digits"));
            return null;
        }

        var blocks = new List<AddressBlock>();
        foreach (var word in words[2..])
        {
            if (AddressBlock.TryParse(word.Text, out var block))
            {
                blocks.Add(block);
            }
            else
            {
                faults.Add(word.Fault($"'{word.Text}' is no prefix, expected an address and a length as in 10.1.0.1/16"));
            }
        }

        return new HostDescription(words[1].Text, blocks);
    }

    private static void RefuseRepeatedNames(List<HostDescription> hosts, List<TextFault> faults)
    {
        foreach (var name in hosts.GroupBy(h => h.Name).Where(g => g.Count() > 1).Select(g => g.Key))
        {
            faults.Add(new TextFault(1, 1, $"host '{name}' is there more than once, expected each name once"));
        }
    }
}
