using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Proxima.Engine.Answering;
using Proxima.Engine.Latency;
using Proxima.Engine.Listeners;
using Proxima.Engine.Protection;

namespace Proxima.Tool.Serving;

/// <summary>
/// The flags of <c>proxima serve</c>, once for all who read them: the command line's parser (usage, manual page, errors) and <see cref="TryRead"/>,
/// which does without that parser. A data plane that is started again is waited for, and the parser takes a third of its start.
/// </summary>
internal static class ServeFlags
{
    public const int MaxWorkers = 256;

    private static readonly ServeSettings Defaults = new();

    public static readonly IReadOnlyList<ServeFlag> All =
    [
        ServeFlag.Text("--snapshot", "The snapshot file to answer from; a new one put in its place is taken over.", (settings, path) => settings.SnapshotPath = path) with { IsRequired = true },
        new("--listen", "ADDRESS:PORT to answer at, UDP and TCP; an IPv6 address stands in brackets. Repeat for more.", TakeAddress) { IsRequired = true, IsRepeatable = true },
        ServeFlag.Text("--health", "The health file that proximad writes. Without it every endpoint is unknown.", (settings, path) => settings.HealthPath = path),
        ServeFlag.Text("--report", "Where to write counters and client networks seen, for proximad to read.", (settings, path) => settings.ReportPath = path),
        ServeFlag.Number("--workers", "UDP threads for each address.", 1, MaxWorkers, (settings, workers) => settings.Workers = workers) with { Default = Defaults.Workers },
        ServeFlag.Switch("--pin", "Keep each UDP thread on a core of its own.", settings => settings.IsPinned = true),
        ServeFlag.Text("--xdp", "Take UDP queries that come by this interface past the kernel (AF_XDP). Repeat for more. Where it cannot be, sockets answer.", (settings, name) => settings.XdpInterfaces.Add(name)) with
        {
            HelpName = "INTERFACE", IsRepeatable = true,
        },
        ServeFlag.Number(
            "--tcp-connections",
            "Most TCP connections open at once; the one idle longest makes room for a new one.",
            1,
            TcpLimits.MaxConnections,
            (settings, connections) => settings.TcpConnections = connections) with { Default = Defaults.TcpConnections },
        new("--nsid", "Name of this server, told to clients that ask for it (RFC 5001).", TakeNsid),
        ServeFlag.Number(
            "--solicit-tcp",
            "Most UDP answers a minute that only ask the resolver to come by TCP, whose handshake tells how far it is. Without it none.",
            0,
            TcpSolicitation.MostPerMinute,
            (settings, count) => settings.SolicitTcpPerMinute = count) with { HelpName = "COUNT" },
        ServeFlag.Number(
            "--rate-limit",
            "Most UDP answers a second for one client network (IPv4 /24, IPv6 /56); one that came by TCP or showed a cookie is not limited. Without it no limit.",
            0,
            RateLimit.MostPerSecond,
            (settings, count) => settings.RateLimitPerSecond = count) with { HelpName = "COUNT" },
        ServeFlag.Number(
            "--rate-limit-slip",
            "Of the answers over the limit each so many-th is cut, to ask a real client to come by TCP; the others are not sent. 0: none is.",
            0,
            RateLimit.MostSlip,
            (settings, count) => settings.RateLimitSlip = count) with { HelpName = "COUNT", Default = Defaults.RateLimitSlip },
        new("--rate-limit-exempt", "A network that is not limited. Repeat for more.", TakeExempt) { HelpName = "NETWORK", IsRepeatable = true },
        ServeFlag.Text("--cookie-secret", "File of the secret that DNS cookies are made with: 32 hexadecimal digits. Without it each start has its own.", (settings, path) => settings.CookieSecretPath = path) with { HelpName = "FILE" },
        ServeFlag.Switch("--wait", "Start without a snapshot and answer SERVFAIL until there is one.", settings => settings.WaitsForSnapshot = true),
        ServeFlag.Text("--ready-file", "File or pipe to write one octet to once queries are answered.", (settings, path) => settings.ReadyPath = path),
        ServeFlag.Switch("--quiet", "Say nothing while all is well.", settings => settings.IsQuiet = true),
    ];

    /// <summary>
    /// The settings that <paramref name="words"/> say, each flag and its value a word of its own; null where anything else is in there, right or
    /// wrong: the parser of the command line knows what to make of it.
    /// </summary>
    public static ServeSettings? TryRead(ReadOnlySpan<string> words)
    {
        var settings = new ServeSettings();
        var given = new bool[All.Count];
        for (var i = 0; i < words.Length; i++)
        {
            var number = NumberOf(words[i]);
            if (number < 0 || (given[number] && !All[number].IsRepeatable))
            {
                return null;
            }

            given[number] = true;
            var flag = All[number];

            var value = flag.IsSwitch ? string.Empty : ++i < words.Length ? words[i] : "-";
            if (IsForTheParser(value) || flag.Take(settings, value) is not null)
            {
                return null;
            }
        }

        for (var number = 0; number < given.Length; number++)
        {
            if (All[number].IsRequired && !given[number])
            {
                return null;
            }
        }

        return settings;
    }

    // Perhaps a flag, or the name of a file with more words in it.
    private static bool IsForTheParser(string value) => value is ['-' or '@', ..];

    private static int NumberOf(string name)
    {
        for (var number = 0; number < All.Count; number++)
        {
            if (All[number].Name == name)
            {
                return number;
            }
        }

        return -1;
    }

    private static string? TakeAddress(ServeSettings settings, string value)
    {
        // By hand: the parser of the base library takes an address without a port for port 0, which here means "any free one" and must be asked for,
        // and the last group of an IPv6 address without brackets for the port.
        var colon = value.LastIndexOf(':');
        var isBracketed = value is ['[', ..] && colon > 1 && value[colon - 1] == ']';
        if (colon > 0
            && int.TryParse(value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port <= IPEndPoint.MaxPort
            && IPAddress.TryParse(isBracketed ? value.AsSpan(1, colon - 2) : value.AsSpan(0, colon), out var address)
            && isBracketed == (address.AddressFamily == AddressFamily.InterNetworkV6))
        {
            settings.Addresses.Add(new IPEndPoint(address, port));
            return null;
        }

        return $"--listen '{value}': expected ADDRESS:PORT, as 192.0.2.1:53 or [2001:db8::1]:53";
    }

    private static string? TakeExempt(ServeSettings settings, string value)
    {
        if (!Prefix.TryParse(value, out var network))
        {
            return $"--rate-limit-exempt '{value}': expected an address or network, as 192.0.2.0/24 or 2001:db8::/32";
        }

        settings.RateLimitExempt.Add(network);
        return null;
    }

    private static string? TakeNsid(ServeSettings settings, string value)
    {
        settings.Nsid = value;
        return Encoding.UTF8.GetByteCount(value) <= ResponderOptions.MaxNsidLength ? null : $"--nsid is at most {ResponderOptions.MaxNsidLength} octets";
    }
}
