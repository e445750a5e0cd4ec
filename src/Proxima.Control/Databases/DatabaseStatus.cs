using System.Data.Common;
using Proxima.Control.Storage;

namespace Proxima.Control.Databases;

/// <summary>What is in a database: for a person, and to see that the right one is meant.</summary>
public sealed record DatabaseStatus(string Place, string Server, int Schema, long Samples, IReadOnlyList<(string Table, long Rows)> Tables)
{
    private static readonly string[] Names = ["site", "batch", "estimate", "target", "endpoint_slot"];

    /// <exception cref="StoreException">It is not there.</exception>
    public static DatabaseStatus Read(SqlDialect dialect)
    {
        try
        {
            using var session = OpenExisting(dialect);
            var schema = SchemaUpgrade.VersionIfAny(session);
            return new DatabaseStatus(
                dialect.Place,
                session.Query(dialect.VersionQuery, row => row.GetString(0))[0],
                schema,
                schema == SchemaUpgrade.Newest ? SampleRows.Count(session) : 0,
                schema == 0 ? [] : [.. Names.Select(name => (name, session.Number($"SELECT COUNT(*) FROM {name}")))]);
        }
        catch (DbException e)
        {
            throw dialect.ToStoreException(e);
        }
    }

    /// <summary>A database that is there; none is made.</summary>
    /// <exception cref="StoreException">It is not.</exception>
    public static SqlSession OpenExisting(SqlDialect dialect) => dialect.IsServer || File.Exists(dialect.Place)
        ? new SqlSession(dialect)
        : throw new StoreException($"database '{dialect.Place}' is not there: run 'proxima db init', or start the node once");

    public string Format() => string.Join('\n',
    [
        $"database      {Place}",
        $"server        {Server}",
        $"schema        {(Schema == 0 ? "none: run 'proxima db init'" : Schema)} (this program: {SchemaUpgrade.Newest})",
        $"samples       {Samples}",
        .. Tables.Select(table => $"{table.Table,-13} {table.Rows} rows"),
    ]);
}
