using System.Globalization;
using Proxima.Engine.Steering;

namespace Proxima.Control.Databases;

/// <summary>The command line of <c>proximad db</c>, or what is wrong with it. Flags win over [DB] of the settings file.</summary>
public sealed record DatabaseArguments
{
    public const string Usage = """
        proxima db init     create the database, its user and its schema, or upgrade the schema; safe to run twice
        proxima db print    print the SQL that init would run, for a server you may not administer
        proxima db status   versions and row counts
        proxima db samples  print what was measured, a line a sample: time, site, network, kind, round-trip time in us; of a connection jitter, packets, lost
          --config FILE               take [DB] and the state folder of this settings file
          --type sqlite|mysql|mariadb|postgresql   --file FILE (sqlite)
          --server HOST --port N --database NAME --user NAME --password-file FILE
          --tls off|required|verified --tls-ca FILE
          --admin-user NAME --admin-password-file FILE   (init) who may create databases and users; without: only the schema is made
          --from HOST                 (init, print; mysql) from where the user may log in; default localhost, or % for another machine's server
        init asks on a terminal for what is missing.
        """;

    public string Verb { get; private init; } = string.Empty;

    /// <summary>Flag, without its dashes, to value.</summary>
    public IReadOnlyDictionary<string, string> Flags { get; private init; } = new Dictionary<string, string>();

    public string? Problem { get; private init; }

    private static readonly string[] KnownFlags =
        ["config", "type", "file", "server", "port", "database", "user", "password-file", "tls", "tls-ca", "admin-user", "admin-password-file", "from"];

    public static DatabaseArguments Parse(IReadOnlyList<string> arguments)
    {
        if (arguments is not [("init" or "print" or "status" or "samples") and var verb, ..])
        {
            return new DatabaseArguments { Problem = arguments.Count == 0 ? "expected init, print, status or samples" : $"unknown command 'db {arguments[0]}', expected init, print, status or samples" };
        }

        var flags = new Dictionary<string, string>();
        for (var i = 1; i < arguments.Count; i += 2)
        {
            var flag = arguments[i].StartsWith("--", StringComparison.Ordinal) ? arguments[i][2..] : string.Empty;
            if (!KnownFlags.Contains(flag))
            {
                return new DatabaseArguments { Problem = $"unknown argument '{arguments[i]}', expected {NearestWord.Expectation(flag, KnownFlags)}" };
            }

            if (i + 1 == arguments.Count)
            {
                return new DatabaseArguments { Problem = $"{arguments[i]} needs a value" };
            }

            flags[flag] = arguments[i + 1];
        }

        return new DatabaseArguments { Verb = verb, Flags = flags };
    }

    public string? this[string flag] => Flags.GetValueOrDefault(flag);

    /// <summary>
    /// The flags as the settings they stand for: checked by the same code, with the same words, as a [DB] section, in whose place they come.
    /// </summary>
    public Dictionary<string, string> AsEnvironment()
    {
        var variables = new Dictionary<string, string>();
        foreach (var (flag, key) in new[]
        {
            ("type", "Type"), ("server", "Server"), ("port", "Port"), ("database", "Database"), ("user", "User"), ("tls", "Tls"),
        })
        {
            if (this[flag] is { } value)
            {
                variables[Name(key)] = value;
            }
        }

        // Beside the person who types them, not beside the settings file.
        foreach (var (flag, key) in new[] { ("password-file", "PasswordFile"), ("tls-ca", "TlsCa"), ("file", "Database") })
        {
            if (this[flag] is { } path)
            {
                variables[Name(key)] = Path.GetFullPath(path);
            }
        }

        return variables;
    }

    private static string Name(string key) => string.Create(CultureInfo.InvariantCulture, $"PROXIMA__DB__{key}");
}
