using System.Data.Common;
using System.Runtime.InteropServices;

namespace Proxima.Control.Storage.MariaDb;

/// <summary>What the server or the connector said, with its error number.</summary>
internal sealed class MariaDbException(string message, int number) : DbException(message, number)
{
    public static MariaDbException Of(ConnectionHandle connection) =>
        new(Marshal.PtrToStringUTF8(ConnectorC.ErrorText(connection)) ?? string.Empty, (int)ConnectorC.ErrorNumber(connection));

    public static MariaDbException Of(StatementHandle statement) =>
        new(Marshal.PtrToStringUTF8(ConnectorC.ErrorText(statement)) ?? string.Empty, (int)ConnectorC.ErrorNumber(statement));
}
