using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Proxima.Dns.Names;
using Proxima.Dns.Text;

namespace Proxima.Settings.Plugin;

/// <summary>
/// What in a pdns.conf would keep steered names from being steered, or PowerDNS from starting, and why. Each rule was met on PowerDNS 4.7.3.
/// </summary>
public sealed class PdnsConfCheck
{
    private static readonly TimeSpan RegexPatience = TimeSpan.FromSeconds(1);

    private readonly List<TextError> errors = [];
    private readonly PdnsConf conf;
    private readonly IReadOnlyList<DomainName> steered;
    private readonly string prefix;

    private PdnsConfCheck(PdnsConf conf, IReadOnlyList<DomainName> steered)
    {
        this.conf = conf;
        this.steered = steered;
        var instance = Backends.FirstOrDefault(backend => backend.StartsWith("pipe", StringComparison.Ordinal)) ?? "pipe";
        prefix = instance.Replace(':', '-');
    }

    private string[] Backends => conf.Find("launch")?.Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Every line that would break something, by its place; what is missing stands at line 1.</summary>
    public static IReadOnlyList<TextError> Run(string path, IReadOnlyList<DomainName> steered) =>
        SourceText.TryRead(path, Node.NodeSettingsFile.MaxFileLength, out var text, out var error) ? Run(text, path, steered) : [error];

    public static IReadOnlyList<TextError> Run(string text, string file, IReadOnlyList<DomainName> steered)
    {
        var check = new PdnsConfCheck(PdnsConf.Parse(text, file), steered);
        check.CheckLaunch();
        check.CheckCommand();
        check.CheckRegex();
        check.CheckNumbers();
        check.CheckSwitches();
        return [.. check.errors.OrderBy(error => error.Line).ThenBy(error => error.Column)];
    }

    private void CheckLaunch()
    {
        var backends = Backends.Select(backend => backend.Split(':')[0]).ToList();
        var pipe = backends.IndexOf("pipe");
        var bind = backends.IndexOf("bind");
        if (pipe < 0)
        {
            Fail("launch", "no pipe backend is started: nothing is steered", "launch=pipe,bind");
        }
        else if (bind < 0)
        {
            Fail("launch", "no bind backend: there is no zone for the steered names, and no static record when the coprocess cannot answer", "launch=pipe,bind");
        }
        else if (bind < pipe)
        {
            Fail("launch", "bind is asked before pipe, and the first backend with a record for a name wins it whole", "launch=pipe,bind");
        }

        if (bind >= 0 && conf.Find("bind-config") is null)
        {
            Fail("bind-config", "the bind backend has no zones", "bind-config=FILE");
        }
    }

    private void CheckCommand()
    {
        if (conf.Find($"{prefix}-command") is not { } command)
        {
            Fail($"{prefix}-command", "no coprocess is named", $"{prefix}-command=/usr/bin/proxima pdns pipe");
        }
        else if (IsSocket(command.Value))
        {
            errors.Add(command.At.Error(
                $"'{command.Value}' is a socket: once its server restarts, PowerDNS answers SERVFAIL for every name of every zone until it is restarted itself", "a program to start"));
        }
        else if (!File.Exists(command.Value.Split(' ')[0]))
        {
            errors.Add(command.At.Error($"'{command.Value.Split(' ')[0]}' is not there: PowerDNS does not start", "a program to start"));
        }
    }

    private void CheckRegex()
    {
        if (conf.Find($"{prefix}-regex") is not { } regex)
        {
            return; // without one every question is asked: slower, and right
        }

        if (regex.Value.Contains(';', StringComparison.Ordinal))
        {
            errors.Add(regex.At.Error(
                $"'{regex.Value}' waits for ';' and a type, which PowerDNS has not handed over since 4.0: it matches no name, the coprocess is never asked", "an expression over the name alone"));
            return;
        }

        try
        {
            var expression = new Regex(regex.Value, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, RegexPatience);
            foreach (var name in steered.Select(name => name.ToString().TrimEnd('.')).Where(name => !expression.IsMatch(name)))
            {
                errors.Add(regex.At.Error($"'{regex.Value}' does not match the steered name {name}: it gets the static record", "an expression that matches every steered name"));
            }
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            errors.Add(regex.At.Error($"'{regex.Value}' is no regular expression: {e.Message}", "a POSIX extended expression"));
        }
    }

    private void CheckNumbers()
    {
        if (NumberOf($"{prefix}-abi-version", 1) is < 3 or > 5)
        {
            Fail($"{prefix}-abi-version", "this protocol (1 is the default) carries no client subnet and no scope: PowerDNS gives one client's answer to another out of its caches", $"{prefix}-abi-version=5");
        }

        if (NumberOf("zone-cache-refresh-interval", 300) != 0)
        {
            Fail("zone-cache-refresh-interval", "the pipe backend cannot list zones for the zone cache (on by default since 4.5): PowerDNS ends at its start", "zone-cache-refresh-interval=0");
        }

        if (NumberOf("query-cache-ttl", 20) != 0)
        {
            Fail("query-cache-ttl", "static records are kept (20 s by default) after the coprocess can steer again", "query-cache-ttl=0");
        }
    }

    private void CheckSwitches()
    {
        if (!IsOn("edns-subnet-processing", byDefault: false))
        {
            Fail("edns-subnet-processing", "client subnets are not read: clients of a public resolver are taken for the resolver", "edns-subnet-processing=yes");
        }

        if (IsOn("consistent-backends", byDefault: true))
        {
            Fail("consistent-backends", "PowerDNS asks twice for each name (on by default since 4.5)", "consistent-backends=no");
        }

        if (IsOn("views", byDefault: false))
        {
            Fail("views", "views need the zone cache, which the pipe backend cannot feed", "views=no");
        }
    }

    private bool IsOn(string key, bool byDefault) => conf.Find(key) is { } setting ? setting.Value is "yes" or "true" or "on" or "1" or "" : byDefault;

    private int NumberOf(string key, int byDefault) =>
        conf.Find(key) is not { } setting ? byDefault
        : int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private void Fail(string key, string why, string expected) =>
        errors.Add(conf.Find(key) is { } setting ? setting.At.Error($"{key}={setting.Value}: {why}", expected) : conf.Head.Error($"no {key}: {why}", expected));

    // The base library does not tell a socket from a file: one that answers is one, and one that does not is told by its name.
    private static bool IsSocket(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return Path.GetExtension(path) is ".sock" or ".socket";
        }
    }
}
