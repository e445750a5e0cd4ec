using System.Collections.Frozen;
using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Dns.Text;
using Proxima.Engine.Steering;
using Proxima.Settings.Steering.Yaml;

namespace Proxima.Settings.Steering;

/// <summary>The keys of each kind of check, one explicit line a kind. What they mean is on the kind's page in Measurement/Probes.</summary>
internal static class CheckParser
{
    private delegate CheckSettings? KindParser(CheckKeys keys);

    private static readonly FrozenDictionary<string, KindParser> Parsers = new Dictionary<string, KindParser>
    {
        ["icmp"] = _ => new IcmpCheck(),
        ["tcp"] = keys => new TcpCheck(keys.RequiredPort()),
        ["tls"] = ParseTls,
        ["http"] = keys => ParseHttp(keys, tls: null, port: 80),
        ["https"] = ParseHttps,
        ["dns"] = ParseDns,
        ["sip"] = ParseSip,
        ["stun"] = keys => new StunCheck(keys.Port(3478)),
        ["exec"] = ParseExec,
        ["file"] = keys => new FileCheck(keys.Required("path", CheckKeys.IsAbsolutePath, "an absolute path"), keys.Map.Duration("max-age", TimeSpan.Zero, TimeSpan.Zero, CheckKeys.LongestAge)),
        ["push"] = keys => new PushCheck(keys.Map.Duration("ttl", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), CheckKeys.LongestAge)),
    }.ToFrozenDictionary();

    /// <summary>In the order of the pages.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["icmp", "tcp", "tls", "http", "https", "dns", "sip", "stun", "exec", "file", "push"];

    /// <summary>Null when there were errors.</summary>
    public static CheckSettings? Parse(string kind, string monitor, YamlMapReader map, List<TextError> errors)
    {
        var before = errors.Count;
        var check = Parsers[kind](new CheckKeys(kind, monitor, map, errors));
        return errors.Count == before ? check : null;
    }

    private static TlsCheck ParseTls(CheckKeys keys) => ParseTls(keys, "name", 443);

    private static TlsCheck ParseTls(CheckKeys keys, string nameKey, int port)
    {
        var certificate = keys.Certificate();
        var name = keys.Optional(nameKey, CheckKeys.IsHost, "a host name");
        if (name is null && certificate != CertificateRule.Any)
        {
            keys.Fail("certificate", $"{keys.Kind} monitor '{keys.Monitor}' that checks the certificate of no name", $"{nameKey}: the name clients ask for, or certificate: any");
        }

        return new TlsCheck(keys.Port(port), name, certificate, keys.Map.Number("days-left", 0, 0, 3650));
    }

    private static HttpCheck ParseHttps(CheckKeys keys)
    {
        var tls = ParseTls(keys, "host", 443);
        return ParseHttp(keys, tls, tls.Port);
    }

    private static HttpCheck ParseHttp(CheckKeys keys, TlsCheck? tls, int port) => new(
        keys.Port(port), tls, keys.Optional("host", CheckKeys.IsHost, "a host name"), keys.Optional("path", CheckKeys.IsHttpPath, "a path that begins with / and has no blank") ?? "/")
    {
        Method = keys.Word("method", "GET", "HEAD", "OPTIONS", "POST"),
        Status = keys.Numbers("status", NumberSet.Of(200, 299), 100, 599),
        Body = keys.Optional("body", text => text.Length <= CheckKeys.TextLength, $"at most {CheckKeys.TextLength} characters"),
        Redirects = keys.Map.Number("redirects", 0, 0, 5),
    };

    private static DnsCheck ParseDns(CheckKeys keys)
    {
        var name = keys.Name("name");
        var type = keys.RecordType("type", name is null ? RecordType.NS : RecordType.SOA);
        return new DnsCheck(keys.Port(53), keys.Rcodes("rcode", name is null ? [Rcode.NoError, Rcode.NXDomain, Rcode.Refused] : [Rcode.NoError]), name, type)
        {
            Answer = keys.Answer("answer", type), IsTcp = keys.Word("transport", "udp", "tcp") == "tcp",
        };
    }

    private static SipCheck ParseSip(CheckKeys keys)
    {
        var transport = Enum.Parse<SipTransport>(keys.Word("transport", "udp", "tcp", "tls"), ignoreCase: true);
        var isTls = transport == SipTransport.Tls;
        var host = keys.Optional("host", CheckKeys.IsHost, "a host name");
        var certificate = isTls ? keys.Certificate() : CertificateRule.Any;
        if (host is null && certificate != CertificateRule.Any)
        {
            keys.Fail("certificate", $"sip monitor '{keys.Monitor}' that checks the certificate of no name", "host: the name clients ask for, or certificate: any");
        }

        return new SipCheck(keys.Port(isTls ? 5061 : 5060), transport, keys.Numbers("alive", NumberSet.Of((200, 407), (409, 499)), 100, 699), host) { Certificate = certificate };
    }

    private static ExecCheck ParseExec(CheckKeys keys)
    {
        var parts = keys.Texts("command");
        if (parts.Count is 0 or > CheckKeys.CommandParts || parts.Exists(part => part.Length is 0 or > CheckKeys.TextLength || part.Contains('\n', StringComparison.Ordinal)))
        {
            keys.Fail("command", $"command of exec monitor '{keys.Monitor}'", $"[program, argument, ...], 1 to {CheckKeys.CommandParts} single lines");
        }
        else if (!CheckKeys.IsAbsolutePath(parts[0]))
        {
            keys.Fail("command", $"program '{parts[0]}'", "an absolute path: it is started without a shell");
        }

        return new ExecCheck(string.Join('\n', parts), keys.Word("warning", "up", "down") == "up");
    }
}
