using Microsoft.Win32.SafeHandles;

namespace Proxima.Control.Storage.MariaDb;

/// <summary>A MYSQL*.</summary>
internal sealed class ConnectionHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        ConnectorC.Close(handle);
        return true;
    }
}

/// <summary>A MYSQL_STMT*. Its connection may be closed before it.</summary>
internal sealed class StatementHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        ConnectorC.CloseStatement(handle);
        return true;
    }
}
