using System.Data.Common;

namespace Proxima.Control.Storage;

/// <summary>One connection and the statements prepared on it. Used by one thread at a time; parameters are @p0, @p1, ... in order.</summary>
public sealed class SqlSession(SqlDialect dialect, DbConnection connection) : IDisposable
{
    private readonly Dictionary<string, DbCommand> prepared = [];
    private DbTransaction? transaction;

    public SqlDialect Dialect => dialect;

    public int Execute(string sql, params ReadOnlySpan<object?> parameters) => Prepare(sql, parameters).ExecuteNonQuery();

    public object? Scalar(string sql, params ReadOnlySpan<object?> parameters) =>
        Prepare(sql, parameters).ExecuteScalar() is var value && value is DBNull ? null : value;

    public long Number(string sql, params ReadOnlySpan<object?> parameters) => Convert.ToInt64(Scalar(sql, parameters) ?? 0L);

    public List<T> Query<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<object?> parameters)
    {
        using var reader = Prepare(sql, parameters).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public int Upsert(string table, string[] keys, string[] values, params ReadOnlySpan<object?> parameters) =>
        Execute(dialect.Upsert(table, keys, values), parameters);

    /// <summary>Several statements as they stand in a file; not kept.</summary>
    public void Script(string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>All of <paramref name="work"/> or none of it is on disk when this returns or throws.</summary>
    public void InTransaction(Action work)
    {
        using var open = connection.BeginTransaction();
        transaction = open;
        try
        {
            work();
            open.Commit();
        }
        finally
        {
            transaction = null;
        }
    }

    public void Dispose()
    {
        foreach (var command in prepared.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    private DbCommand Prepare(string sql, ReadOnlySpan<object?> parameters)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < parameters.Length; i++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = $"@p{i}";
                command.Parameters.Add(parameter);
            }

            prepared.Add(sql, command);
        }

        command.Transaction = transaction;
        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = parameters[i] ?? DBNull.Value;
        }

        return command;
    }
}
