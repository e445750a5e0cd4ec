using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Proxima.Settings.Plugin;

namespace Proxima.Settings.Node;

/// <summary>Section [Peers]: Key or KeyFile, Hosts, ClusterFile (the cluster's bash file: PEERS and MYSQL_*), Port, Listen.</summary>
internal static class PeerSettingsReader
{
    /// <summary>Fewest characters of the key: see the note at PeerKey, where the measuring part has the same number.</summary>
    public const int MinKeyLength = 32;

    private const string Section = "Peers";

    public static PeerSettings Read(SettingsReader values, string folder)
    {
        var port = values.Read(Section, "Port", PeerSettings.DefaultPort, SettingParsers.Number(1, 65535));
        var hosts = values.List(Section, "Hosts", [], new SettingParser<Uri>(
            (string text, [MaybeNullWhen(false)] out Uri peer) => TryParseHost(text, port, out peer), "a host name or an address, with :port if it is not the default, as [2001:db8::7]:8054"));
        var cluster = values.Text(Section, "ClusterFile") is { } path ? ReadCluster(values, Path.Combine(folder, path)) : new ClusterSettings(null, Debug: false, []);
        var settings = new PeerSettings
        {
            Key = values.SecretOrFile(Section, "Key", folder),
            Port = port,
            Listen = values.Read<IPEndPoint?>(Section, "Listen", null, SettingParsers.EndPoint!),
            Hosts = [.. hosts.Concat(cluster.Peers.Select(host => TryParseHost(host, port, out var peer) ? peer : null).OfType<Uri>()).Distinct()],
            ClusterDatabase = cluster.Database,
            ClusterDebug = cluster.Debug,
        };
        var keyWord = values.HasKey(Section, "Key") ? "Key" : "KeyFile";
        if (settings.Key?.Reveal() is { Length: > 0 and < MinKeyLength } key)
        {
            values.Fail(Section, keyWord, $"a key of {key.Length} characters", $"at least {MinKeyLength}, the same on every node: openssl rand -hex 32");
        }

        var hostWord = values.HasKey(Section, "Hosts") ? "Hosts" : "ClusterFile";
        if (settings is { Hosts.Count: > 0, Key: null })
        {
            values.Fail(Section, hostWord, "peers without the key that they know each other by", "KeyFile = FILE in [Peers]");
        }

        if (settings.Hosts.Count > PeerSettings.MaxHosts)
        {
            values.Fail(Section, hostWord, $"{settings.Hosts.Count} peers", $"at most {PeerSettings.MaxHosts}");
        }

        return settings;
    }

    private static ClusterSettings ReadCluster(SettingsReader values, string path)
    {
        var file = ClusterFile.Load(path);
        values.Add(file.Errors);
        return file.Settings;
    }

    /// <summary>host, host:port, an IPv4 address likewise; an IPv6 address alone, or in brackets with a port.</summary>
    private static bool TryParseHost(string text, int defaultPort, [MaybeNullWhen(false)] out Uri peer)
    {
        var (host, port) = (text, defaultPort);
        if (!IPAddress.TryParse(text, out var address) || text.StartsWith('['))
        {
            var colon = text.LastIndexOf(':');
            var hasPort = colon > 0 && text.IndexOf(']') < colon;
            host = (hasPort ? text[..colon] : text).TrimStart('[').TrimEnd(']');
            if (hasPort && !(int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535))
            {
                peer = null;
                return false;
            }
        }

        var isHost = Uri.CheckHostName(host) != UriHostNameType.Unknown && !host.Contains('%', StringComparison.Ordinal);
        peer = isHost ? new UriBuilder(Uri.UriSchemeHttps, IPAddress.TryParse(host, out address) ? PeerSettings.HostOf(address) : host, port).Uri : null;
        return isHost;
    }
}
