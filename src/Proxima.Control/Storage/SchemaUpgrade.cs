using System.Globalization;

namespace Proxima.Control.Storage;

/// <summary>Brings a database to the newest schema: the numbered files it does not have yet, in order, in one transaction.</summary>
public static class SchemaUpgrade
{
    private const string Folder = "Proxima.Control.Storage.Schema.";

    /// <summary>The embedded files: number and SQL text, in order.</summary>
    public static IReadOnlyList<(int Version, string Sql)> Files { get; } = ReadFiles();

    public static int Newest => Files[^1].Version;

    /// <exception cref="StoreException">The database is of a newer program.</exception>
    public static void Apply(SqlSession session) => Apply(session, Files);

    /// <summary>Applies <paramref name="files"/> instead of the embedded ones.</summary>
    public static void Apply(SqlSession session, IReadOnlyList<(int Version, string Sql)> files)
    {
        session.Script("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY)");
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
                session.Script(sql);
                session.Execute("INSERT INTO schema_version (version) VALUES (@p0)", version);
            }
        });
    }

    public static int VersionOf(SqlSession session) => (int)session.Number("SELECT MAX(version) FROM schema_version");

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
