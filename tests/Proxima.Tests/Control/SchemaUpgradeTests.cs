using Proxima.Control.Storage;

namespace Proxima.Tests.Control;

public sealed class SchemaUpgradeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SqlSession session;

    public SchemaUpgradeTests()
    {
        var dialect = new SqliteDialect(folder.In("proxima.db"));
        session = new SqlSession(dialect, dialect.Open());
    }

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void The_embedded_files_are_numbered_without_a_gap() =>
        Assert.Equal(Enumerable.Range(1, SchemaUpgrade.Newest), SchemaUpgrade.Files.Select(file => file.Version));

    [Fact]
    public void A_database_of_an_older_program_gets_the_files_it_lacks_and_keeps_its_rows()
    {
        SchemaUpgrade.Apply(session, [(1, "CREATE TABLE a (x INTEGER)")]);
        session.Execute("INSERT INTO a (x) VALUES (@p0)", 7);

        SchemaUpgrade.Apply(session, [(1, "CREATE TABLE a (x INTEGER)"), (2, "ALTER TABLE a ADD COLUMN y INTEGER"), (3, "CREATE TABLE b (x INTEGER)")]);

        Assert.Equal(3, SchemaUpgrade.VersionOf(session));
        Assert.Equal(7, session.Number("SELECT x FROM a WHERE y IS NULL"));
        Assert.Equal(0, session.Number("SELECT COUNT(*) FROM b"));
    }

    [Fact]
    public void An_upgrade_that_fails_half_way_leaves_the_database_as_it_was()
    {
        SchemaUpgrade.Apply(session, [(1, "CREATE TABLE a (x INTEGER)")]);

        Assert.ThrowsAny<System.Data.Common.DbException>(() =>
            SchemaUpgrade.Apply(session, [(1, string.Empty), (2, "CREATE TABLE b (x INTEGER)"), (3, "this is no SQL")]));

        Assert.Equal(1, SchemaUpgrade.VersionOf(session));
        Assert.Equal(0, session.Number("SELECT COUNT(*) FROM sqlite_master WHERE name = 'b'"));
    }

    [Fact]
    public void A_database_of_a_newer_program_is_refused_in_one_line()
    {
        SchemaUpgrade.Apply(session, [(SchemaUpgrade.Newest + 1, "CREATE TABLE future (x INTEGER)")]);
        var error = Assert.Throws<StoreException>(() => SchemaUpgrade.Apply(session));
        Assert.Equal(
            $"database '{folder.In("proxima.db")}' has schema {SchemaUpgrade.Newest + 1}, this program knows {SchemaUpgrade.Newest}: run the newer program, or restore an older backup",
            error.Message);
    }
}
