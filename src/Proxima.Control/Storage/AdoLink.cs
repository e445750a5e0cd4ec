using System.Data.Common;

namespace Proxima.Control.Storage;

/// <summary>A connection of an ADO.NET driver (SQLite, PostgreSQL), and the commands prepared on it.</summary>
internal sealed class AdoLink(DbConnection connection) : SqlLink
{
    private readonly Dictionary<string, DbCommand> prepared = [];
    private DbTransaction? transaction;

    public override int Execute(string sql, ReadOnlySpan<object?> parameters) => Prepare(sql, parameters).ExecuteNonQuery();

    public override void Query(string sql, ReadOnlySpan<object?> parameters, Action<SqlRow> row)
    {
        using var reader = Prepare(sql, parameters).ExecuteReader();
        var current = new ReaderRow(reader);
        while (reader.Read())
        {
            row(current);
        }
    }

    public override void Run(string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public override void Begin() => transaction = connection.BeginTransaction();

    public override void Commit()
    {
        transaction!.Commit();
        End();
    }

    public override void Rollback()
    {
        try
        {
            // Disposed without a commit, a transaction is rolled back.
            End();
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            transaction = null;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        Rollback();
        foreach (var command in prepared.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    private void End()
    {
        transaction?.Dispose();
        transaction = null;
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
