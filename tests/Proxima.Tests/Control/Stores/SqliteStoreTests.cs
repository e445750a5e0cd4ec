using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using static Proxima.Tests.Control.Stores.StoreSamples;

namespace Proxima.Tests.Control.Stores;

public sealed class SqliteStoreTests : StoreContract
{
    private readonly TemporaryFolder folder = new();

    private string File => folder.In("proxima.db");

    public override ValueTask DisposeAsync()
    {
        folder.Dispose();
        return base.DisposeAsync();
    }

    [Fact]
    public async Task A_full_disk_acknowledges_nothing_says_so_and_ends_when_there_is_room_again()
    {
        await using var store = Open(new CrampedDialect(File));
        var samples = Enumerable.Range(0, 5000).Select(i => Sample($"198.51.{i % 250}.0/24", 0, 1000) with { Flow = new Flow(new Rtt(uint.MaxValue), uint.MaxValue, uint.MaxValue, uint.MaxValue) }).ToArray();
        var observed = 0;

        var error = await Assert.ThrowsAsync<StoreException>(() => store.AppendAsync(Batch(1, samples), _ => observed++));
        Assert.Equal($"database '{File}' cannot grow: the disk is full", error.Message);
        Assert.Equal(error.Message, store.Trouble);
        Assert.Equal(0, observed);

        var small = await store.AppendAsync(Batch(1, samples[0]), _ => observed++);
        Assert.False(small.IsResend);
        Assert.Null(store.Trouble);
        Assert.Equal(1, observed);
    }

    [Fact]
    public void A_damaged_database_is_one_line_that_names_it()
    {
        System.IO.File.WriteAllText(File, new string('x', 8192));
        var error = Assert.Throws<StoreException>(() => Open());
        Assert.Equal($"'{File}' is no database of this node: move it away and start again", error.Message);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_one_line_that_names_the_database()
    {
        var path = folder.In("missing/proxima.db");
        var error = Assert.Throws<StoreException>(() => Open(new SqliteDialect(path)));
        Assert.Equal($"database '{path}' cannot be opened: the folder is missing or not writable", error.Message);
    }

    [Fact]
    public async Task A_database_locked_by_another_program_is_one_line_that_says_so()
    {
        await Open().DisposeAsync();
        using var other = new SqlSession(Database);
        other.Run("BEGIN EXCLUSIVE");
        using var session = new SqlSession(Database);
        var error = Assert.ThrowsAny<System.Data.Common.DbException>(() => session.Execute("INSERT INTO fact (name, number) VALUES (@p0, @p1)", "x", 1));
        Assert.Equal($"database '{File}' is locked by another program: end it, or give this node a state folder of its own", session.Dialect.Explain(error));
    }

    [Fact]
    public void An_upgrade_that_fails_half_way_leaves_the_database_as_it_was()
    {
        using var session = new SqlSession(Database);
        SchemaUpgrade.Apply(session, [(1, "CREATE TABLE a (x INTEGER)")]);

        Assert.ThrowsAny<System.Data.Common.DbException>(() =>
            SchemaUpgrade.Apply(session, [(1, string.Empty), (2, "CREATE TABLE b (x INTEGER)"), (3, "this is no SQL")]));

        Assert.Equal(1, SchemaUpgrade.VersionOf(session));
        Assert.Equal(0, session.Number("SELECT COUNT(*) FROM sqlite_master WHERE name = 'b'"));
    }

    [Fact]
    public void The_embedded_schema_files_are_numbered_without_a_gap() =>
        Assert.Equal(Enumerable.Range(1, SchemaUpgrade.Newest), SchemaUpgrade.Files.Select(file => file.Version));

    protected override ValueTask<SqlDialect> CreateDatabaseAsync() => ValueTask.FromResult<SqlDialect>(new SqliteDialect(File));

    // A disk with room for little: SQLite reports a full database as it does a full disk (SQLITE_FULL).
    private sealed class CrampedDialect(string path) : SqlDialect
    {
        private readonly SqliteDialect inner = new(path);

        public override string Place => inner.Place;

        public override bool IsServer => inner.IsServer;

        public override string VersionQuery => inner.VersionQuery;

        public override string TableQuery => inner.TableQuery;

        public override SqlLink Open()
        {
            var link = inner.Open();
            link.Run("PRAGMA max_page_count=40");
            return link;
        }

        public override string Explain(System.Data.Common.DbException error) => inner.Explain(error);
    }
}
