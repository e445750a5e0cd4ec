using System.Data.Common;
using System.Globalization;

namespace Proxima.Control.Storage;

/// <summary>Brings a database to the newest schema: the numbered files it does not have yet, in order, in one transaction.</summary>
public static class SchemaUpgrade
{
    private const string Folder = "Proxima.Control.Storage.Schema.";

    internal const string VersionTable = "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY)";

    /// <summary>The embedded files: number and SQL text, in order.</summary>
    public static IReadOnlyList<(int Version, string Sql)> Files { get; } = ReadFiles();

    public static int Newest => Files[^1].Version;

    /// <exception cref="StoreException">The database is of a newer program.</exception>
    public static void Apply(SqlSession session) => Apply(session, Files);

    /// <summary>Applies <paramref name="files"/> instead of the embedded ones.</summary>
    public static void Apply(SqlSession session, IReadOnlyList<(int Version, string Sql)> files)
    {
        session.Run(session.Dialect.Adapt(VersionTable));
        var have = VersionOf(session);
        if (have > files[^1].Version)
        {
            throw new StoreException($"database '{session.Dialect.Place}' has schema {have}, this program knows {files[^1].Version}: run the newer program, or restore an older backup");
        }

        if (have == files[^1].Version)
        {
            return;
        }

        session.InTransaction(() =>
        {
            foreach (var (version, sql) in files.Where(file => file.Version > have))
            {
                foreach (var statement in SqlScript.Statements(sql))
                {
                    Run(session, statement);
                }

                session.Execute("INSERT INTO schema_version (version) VALUES (@p0)", version);
            }
        });
    }

    // MySQL ends a transaction at every schema change; there an upgrade that was cut short goes on where it was.
    private static void Run(SqlSession session, string statement)
    {
        try
        {
            session.Run(session.Dialect.Adapt(statement));
        }
        catch (DbException e) when (session.Dialect.IsAlreadyDone(e))
        {
        }
    }

    public static int VersionOf(SqlSession session) => (int)session.Number("SELECT MAX(version) FROM schema_version");

    /// <summary>0 where there is no schema yet.</summary>
    public static int VersionIfAny(SqlSession session) => session.Number(session.Dialect.TableQuery, "schema_version") == 0 ? 0 : VersionOf(session);

    private static List<(int Version, string Sql)> ReadFiles()
    {
        var assembly = typeof(SchemaUpgrade).Assembly;
        var files = new List<(int, string)>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            files.Add((int.Parse(name.AsSpan(Folder.Length, 3), NumberStyles.None, CultureInfo.InvariantCulture), reader.ReadToEnd()));
        }

        files.Sort((left, right) => left.Item1.CompareTo(right.Item1));
        return files;
    }
}
