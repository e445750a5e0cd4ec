using System.Data.Common;
using Proxima.Control.Storage;

namespace Proxima.Control.Databases;

/// <summary>What is in a database: for a person, and to see that the right one is meant.</summary>
public sealed record DatabaseStatus(string Place, string Server, int Schema, IReadOnlyList<(string Table, long Rows)> Tables)
{
    private static readonly string[] Names = ["site", "sample", "batch", "estimate", "target", "endpoint_slot"];

    /// <exception cref="StoreException">It is not there.</exception>
    public static DatabaseStatus Read(SqlDialect dialect)
    {
        if (!dialect.IsServer && !File.Exists(dialect.Place))
        {
            throw new StoreException($"database '{dialect.Place}' is not there: run 'proxima db init', or start the node once");
        }

        try
        {
            using var session = new SqlSession(dialect);
            var schema = SchemaUpgrade.VersionIfAny(session);
            return new DatabaseStatus(
                dialect.Place,
                session.Query(dialect.VersionQuery, row => row.GetString(0))[0],
                schema,
                schema == 0 ? [] : [.. Names.Select(name => (name, session.Number($"SELECT COUNT(*) FROM {name}")))]);
        }
        catch (DbException e)
        {
            throw dialect.ToStoreException(e);
        }
    }

    public string Format() => string.Join('\n',
    [
        $"database      {Place}",
        $"server        {Server}",
        $"schema        {(Schema == 0 ? "none: run 'proxima db init'" : Schema)} (this program: {SchemaUpgrade.Newest})",
        .. Tables.Select(table => $"{table.Table,-13} {table.Rows} rows"),
    ]);
}
