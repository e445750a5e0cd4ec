using System.Runtime.InteropServices;

namespace Proxima.Control.Storage.MariaDb;

/// <summary>The functions used of MariaDB Connector/C 3 (mysql.h, mariadb_stmt.h). It talks to MySQL as well.</summary>
internal static unsafe partial class ConnectorC
{
    public const string Library = "libmariadb.so.3";

    // enum mysql_option
    public const int ConnectTimeout = 0;
    public const int CharsetName = 7;
    public const int LocalInfile = 8;
    public const int Protocol = 9;
    public const int ReadTimeout = 11;
    public const int WriteTimeout = 12;
    public const int VerifyServerCertificate = 21;
    public const int CertificateAuthority = 27;
    public const int EnforceTls = 38;

    public const int ProtocolTcp = 1;

    /// <summary>mysql_stmt_fetch: no more rows.</summary>
    public const int NoMoreRows = 100;

    [LibraryImport(Library, EntryPoint = "mysql_init")]
    public static partial ConnectionHandle Init(nint none);

    [LibraryImport(Library, EntryPoint = "mysql_close")]
    public static partial void Close(nint connection);

    [LibraryImport(Library, EntryPoint = "mysql_options")]
    public static partial int SetOption(ConnectionHandle connection, int option, void* value);

    [LibraryImport(Library, EntryPoint = "mysql_options", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetOption(ConnectionHandle connection, int option, string value);

    [LibraryImport(Library, EntryPoint = "mysql_real_connect", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Connect(ConnectionHandle connection, string? host, string? user, string? password, string? database, uint port, string? socket, nuint flags);

    [LibraryImport(Library, EntryPoint = "mysql_errno")]
    public static partial uint ErrorNumber(ConnectionHandle connection);

    [LibraryImport(Library, EntryPoint = "mysql_error")]
    public static partial nint ErrorText(ConnectionHandle connection);

    [LibraryImport(Library, EntryPoint = "mysql_real_query")]
    public static partial int RunQuery(ConnectionHandle connection, byte* text, nuint length);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_init")]
    public static partial StatementHandle InitStatement(ConnectionHandle connection);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_prepare")]
    public static partial int Prepare(StatementHandle statement, byte* text, nuint length);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_param_count")]
    public static partial nuint CountParameters(StatementHandle statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_bind_param")]
    public static partial byte BindParameters(StatementHandle statement, ParameterBinding* parameters);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_execute")]
    public static partial int Execute(StatementHandle statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_affected_rows")]
    public static partial ulong CountChanged(StatementHandle statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_fetch")]
    public static partial int Fetch(StatementHandle statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_fetch_column")]
    public static partial int FetchColumn(StatementHandle statement, ParameterBinding* column, uint number, nuint offset);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_free_result")]
    public static partial byte FreeResult(StatementHandle statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_errno")]
    public static partial uint ErrorNumber(StatementHandle statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_error")]
    public static partial nint ErrorText(StatementHandle statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_close")]
    public static partial byte CloseStatement(nint statement);
}
