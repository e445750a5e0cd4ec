namespace Proxima.Control.Storage;

/// <summary>The store's connection to its database: opened anew where the server went away, at the next use. Used by one thread at a time.</summary>
public sealed class SqlSession(SqlDialect dialect) : IDisposable
{
    /// <summary>Rows of one INSERT statement. A batch is cut into these sizes, so that few statements are ever prepared.</summary>
    private static readonly int[] RowsAtOnce = [1000, 100, 10, 1];

    private SqlLink? link = dialect.Open();

    public SqlDialect Dialect => dialect;

    private SqlLink Link => link ??= dialect.Open();

    public int Execute(string sql, params ReadOnlySpan<object?> parameters) => Link.Execute(sql, parameters);

    /// <summary>The first column of the first row; null too when there is no row.</summary>
    public long? NumberOrNull(string sql, params ReadOnlySpan<object?> parameters)
    {
        long? number = null;
        Link.Query(sql, parameters, row => number ??= row.IsDBNull(0) ? null : row.GetInt64(0));
        return number;
    }

    public long Number(string sql, params ReadOnlySpan<object?> parameters) => NumberOrNull(sql, parameters) ?? 0;

    public List<T> Query<T>(string sql, Func<SqlRow, T> read, params ReadOnlySpan<object?> parameters)
    {
        var rows = new List<T>();
        Link.Query(sql, parameters, row => rows.Add(read(row)));
        return rows;
    }

    public void Insert(string table, string[] columns, IReadOnlyList<object?[]> rows) => Write($"INSERT INTO {table}", columns, rows, string.Empty);

    /// <summary>Inserts rows, or sets <paramref name="values"/> where a row with these <paramref name="keys"/> is; no two of the rows have the same keys.</summary>
    public void Upsert(string table, string[] keys, string[] values, IReadOnlyList<object?[]> rows) =>
        Write($"INSERT INTO {table}", [.. keys, .. values], rows, dialect.OnConflict(keys, values));

    /// <summary>One statement as it stands; not kept.</summary>
    public void Run(string sql) => Link.Run(sql);

    /// <summary>All of <paramref name="work"/> or none of it is on disk when this returns. When it throws, none is, unless the commit itself got no answer.</summary>
    public void InTransaction(Action work)
    {
        var open = Link;
        open.Begin();
        var isCommitted = false;
        try
        {
            work();
            open.Commit();
            isCommitted = true;
        }
        finally
        {
            if (!isCommitted)
            {
                open.Rollback();
            }
        }
    }

    /// <summary>Gives the connection up; the next use opens another.</summary>
    public void Close()
    {
        link?.Dispose();
        link = null;
    }

    public void Dispose() => Close();

    private void Write(string insert, string[] columns, IReadOnlyList<object?[]> rows, string suffix)
    {
        var done = 0;
        foreach (var most in RowsAtOnce)
        {
            if (rows.Count - done < most || most > dialect.MostRowsAtOnce)
            {
                continue;
            }

            var sql = $"{insert} ({string.Join(", ", columns)}) VALUES {Places(most, columns.Length)}{suffix}";
            var parameters = new object?[most * columns.Length];
            for (; rows.Count - done >= most; done += most)
            {
                for (var row = 0; row < most; row++)
                {
                    rows[done + row].CopyTo(parameters, row * columns.Length);
                }

                Link.Execute(sql, parameters);
            }
        }
    }

    private static string Places(int rows, int columns) => string.Join(", ", Enumerable.Range(0, rows)
        .Select(row => $"({string.Join(", ", Enumerable.Range(row * columns, columns).Select(i => $"@p{i}"))})"));
}
