using System.Globalization;
using Proxima.Dns.Text;
using Proxima.Settings.Node;
using Proxima.Settings.Values;

namespace Proxima.Settings.Plugin;

/// <summary>What the scripts of the cluster are told: the database, and all peers, hosts or addresses.</summary>
public sealed record ClusterSettings(DatabaseSettings? Database, bool Debug, IReadOnlyList<string> Peers);

/// <summary>/etc/sysconfig/low-latency-pdns-plugin (on Debian /etc/default/): a bash file of assignments, read without running it. Every error in it, or its settings.</summary>
public sealed record ClusterFile(ClusterSettings Settings, IReadOnlyList<TextError> Errors)
{
    /// <summary>Most peers of a cluster.</summary>
    public const int MaxPeers = 50;

    private static readonly string[] Keys = ["MYSQL_HOSTNAME", "MYSQL_USER", "MYSQL_PASSWORD", "MYSQL_DB", "MYSQL_PORT", "DEBUG", "PEERS"];

    public static ClusterFile Load(string path) =>
        SourceText.TryRead(path, NodeSettingsFile.MaxFileLength, out var text, out var error)
            ? Parse(text, path)
            : new ClusterFile(new ClusterSettings(null, Debug: false, []), [error]);

    public static ClusterFile Parse(string text, string file)
    {
        var (assignments, found) = ShellReader.Read(text, file);
        var errors = new List<TextError>(found);
        var values = new Dictionary<string, ShellAssignment>(StringComparer.Ordinal);
        foreach (var assignment in assignments)
        {
            if (!Keys.Contains(assignment.Key))
            {
                errors.Add(assignment.At.Error($"unknown key '{assignment.Key}'", KnownWord.Expected(assignment.Key, Keys, "key")));
            }
            else if (assignment.IsArray && assignment.Key != "PEERS")
            {
                errors.Add(assignment.At.Error($"{assignment.Key} is an array", "one value"));
            }

            values[assignment.Key] = assignment; // as in a shell, the last one counts
        }

        var port = Number(values, "MYSQL_PORT", 3306, 1, 65535, errors);
        var debug = Number(values, "DEBUG", 0, 0, 1, errors) == 1;
        var database = values.ContainsKey("MYSQL_DB") ? ReadDatabase(values, port, errors) : null;
        return new ClusterFile(
            new ClusterSettings(database, debug, Peers(values, errors)),
            [.. errors.OrderBy(error => error.Line).ThenBy(error => error.Column)]);
    }

    private static DatabaseSettings ReadDatabase(Dictionary<string, ShellAssignment> values, int port, List<TextError> errors)
    {
        var defaults = new DatabaseSettings();
        var server = Value(values, "MYSQL_HOSTNAME") ?? defaults.Server;
        return defaults with
        {
            Kind = DatabaseKind.Mysql,
            Server = server,
            Port = port,
            User = Name(values, "MYSQL_USER", defaults.User, errors),
            Password = Value(values, "MYSQL_PASSWORD") is { } password ? new Secret(password) : null,
            Database = Name(values, "MYSQL_DB", defaults.Database, errors),
            Tls = DatabaseSettings.DefaultTls(server),
        };
    }

    private static string Name(Dictionary<string, ShellAssignment> values, string key, string absent, List<TextError> errors)
    {
        if (Value(values, key) is not { } text)
        {
            return absent;
        }

        if (!DatabaseSettingsReader.Name.TryParse(text, out _))
        {
            errors.Add(values[key].At.Error($"{key} '{text}'", DatabaseSettingsReader.Name.Expected));
        }

        return text;
    }

    private static List<string> Peers(Dictionary<string, ShellAssignment> values, List<TextError> errors)
    {
        if (!values.TryGetValue("PEERS", out var peers))
        {
            return [];
        }

        // A plain word is its own first element, as in bash.
        foreach (var peer in peers.Values.Where(peer => Uri.CheckHostName(peer) == UriHostNameType.Unknown))
        {
            errors.Add(peers.At.Error($"peer '{peer}'", "a host name or an address"));
        }

        if (peers.Values.Count > MaxPeers)
        {
            errors.Add(peers.At.Error($"{peers.Values.Count} peers", $"at most {MaxPeers}"));
        }

        return [.. peers.Values.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static string? Value(Dictionary<string, ShellAssignment> values, string key) =>
        values.TryGetValue(key, out var found) && found.Values is [{ Length: > 0 } value, ..] ? value : null;

    private static int Number(Dictionary<string, ShellAssignment> values, string key, int absent, int least, int most, List<TextError> errors)
    {
        if (Value(values, key) is not { } text)
        {
            return absent;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        errors.Add(values[key].At.Error($"{key} '{text}'", $"a number from {least} to {most}"));
        return absent;
    }
}
