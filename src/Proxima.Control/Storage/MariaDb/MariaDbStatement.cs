using System.Text;
using System.Text.RegularExpressions;

namespace Proxima.Control.Storage.MariaDb;

/// <summary>One prepared statement (mysql_stmt_*).</summary>
internal sealed unsafe partial class MariaDbStatement : IDisposable
{
    private readonly StatementHandle handle;
    private readonly MariaDbRow row;

    public MariaDbStatement(ConnectionHandle connection, string sql)
    {
        handle = ConnectorC.InitStatement(connection);
        if (handle.IsInvalid)
        {
            throw MariaDbException.Of(connection);
        }

        row = new MariaDbRow(handle);
        var text = Encoding.UTF8.GetBytes(Placeholder().Replace(sql, "?"));
        fixed (byte* start = text)
        {
            if (ConnectorC.Prepare(handle, start, (nuint)text.Length) != 0)
            {
                var error = MariaDbException.Of(handle);
                handle.Dispose();
                throw error;
            }
        }
    }

    public int Execute(ReadOnlySpan<object?> parameters)
    {
        Send(parameters);
        return (int)ConnectorC.CountChanged(handle);
    }

    public void Query(ReadOnlySpan<object?> parameters, Action<SqlRow> see)
    {
        Send(parameters);
        try
        {
            int outcome;
            while ((outcome = ConnectorC.Fetch(handle)) is not ConnectorC.NoMoreRows)
            {
                // Truncated (101) is every row here: no column is bound, each is fetched when it is asked for.
                if (outcome == 1)
                {
                    throw MariaDbException.Of(handle);
                }

                see(row);
            }
        }
        finally
        {
            _ = ConnectorC.FreeResult(handle);
        }
    }

    public void Dispose() => handle.Dispose();

    // The server reads the values while Execute runs, so all of them stay pinned until it has returned.
    private void Send(ReadOnlySpan<object?> parameters)
    {
        if (ConnectorC.CountParameters(handle) != (nuint)parameters.Length)
        {
            throw new ArgumentException($"{parameters.Length} values for a statement of {ConnectorC.CountParameters(handle)} parameters", nameof(parameters));
        }

        var values = new ParameterValues(parameters);
        var bindings = new ParameterBinding[parameters.Length];
        fixed (ParameterBinding* binding = bindings)
        fixed (long* numbers = values.Numbers)
        fixed (nuint* lengths = values.Lengths)
        fixed (byte* text = values.Octets)
        {
            for (var i = 0; i < bindings.Length; i++)
            {
                binding[i].Type = values.Types[i];
                binding[i].Length = lengths + i;
                binding[i].BufferLength = lengths[i];
                binding[i].Buffer = values.Types[i] is FieldType.String or FieldType.Blob ? text + numbers[i] : numbers + i;
            }

            if ((bindings.Length > 0 && ConnectorC.BindParameters(handle, binding) != 0) || ConnectorC.Execute(handle) != 0)
            {
                throw MariaDbException.Of(handle);
            }
        }
    }

    [GeneratedRegex("@p[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
