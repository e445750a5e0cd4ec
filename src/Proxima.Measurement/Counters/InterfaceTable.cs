using System.Globalization;
using Proxima.Measurement.Uplink;

namespace Proxima.Measurement.Counters;

/// <summary>
/// The counters of this machine's interfaces as the kernel shows them (proc(5): /proc/net/dev, /proc/net/route, /proc/net/ipv6_route). Counted
/// are those that a default route leaves by: what a provider bills passes there, and what passes a bridge or a tunnel passes there once more.
/// </summary>
public sealed class InterfaceTable(string proc = "/proc")
{
    private const int SentColumn = 8;
    private const int IPv4RouteColumns = 8;
    private const int IPv6RouteColumns = 10;

    // Of an IPv6 route: RTF_REJECT, which leads nowhere.
    private const uint Reject = 0x200;

    /// <summary>Null with the reason in one line when they cannot be read.</summary>
    public CountersReport? Read(string site, out string problem)
    {
        try
        {
            var boot = File.ReadAllText(Path.Combine(proc, "sys/kernel/random/boot_id")).Trim();
            var outer = DefaultRouteInterfaces();
            problem = string.Empty;
            return new CountersReport(site, Environment.MachineName, boot, [.. Counters().Where(counters => outer.Contains(counters.Name)).Take(CountersReport.MaxInterfaces)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            problem = $"cannot read the counters of the interfaces: {e.Message}";
            return null;
        }
    }

    /// <summary>Two lines of heads, then <c>name: 8 numbers of received, 8 of sent</c>, octets first.</summary>
    internal IEnumerable<InterfaceCounters> Counters()
    {
        foreach (var line in File.ReadLines(Path.Combine(proc, "net/dev")).Skip(2))
        {
            var colon = line.LastIndexOf(':');
            var numbers = colon < 0 ? [] : line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (numbers.Length > SentColumn)
            {
                yield return new InterfaceCounters(line[..colon].Trim(), Number(numbers[0]), Number(numbers[SentColumn]));
            }
        }
    }

    internal HashSet<string> DefaultRouteInterfaces()
    {
        var names = new HashSet<string>();
        foreach (var words in Lines("net/route").Skip(1).Where(words => words.Length >= IPv4RouteColumns && words[1] == "00000000" && words[7] == "00000000"))
        {
            names.Add(words[0]);
        }

        foreach (var words in Lines("net/ipv6_route").Where(words => words.Length >= IPv6RouteColumns && words[1] == "00" && words[0].All(digit => digit == '0')))
        {
            if ((uint.Parse(words[8], NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Reject) == 0 && words[9] != "lo")
            {
                names.Add(words[9]);
            }
        }

        return names;
    }

    // A kernel without IPv6 has no table for it.
    private IEnumerable<string[]> Lines(string file) => File.Exists(Path.Combine(proc, file))
        ? File.ReadLines(Path.Combine(proc, file)).Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        : [];

    private static long Number(string text) => (long)Math.Min(long.MaxValue, ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture));
}
