using System.Runtime.InteropServices;

namespace Proxima.Control.Storage.MariaDb;

/// <summary>MYSQL_BIND of Connector/C 3 (mariadb_stmt.h): where a parameter's value is, or where a column's value goes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ParameterBinding
{
    public nuint* Length;
    public byte* IsNull;
    public void* Buffer;
    public byte* Error;
    private readonly nint rowPointer;
    private readonly nint storeFunction;
    private readonly nint fetchFunction;
    private readonly nint skipFunction;
    public nuint BufferLength;
    private readonly nuint offset;
    private readonly nuint lengthValue;
    private readonly uint flags;
    private readonly uint packLength;
    public int Type;
    private readonly byte errorValue;
    private readonly byte isUnsigned;
    private readonly byte longDataUsed;
    private readonly byte isNullValue;
    private readonly nint extension;
}

/// <summary>enum enum_field_types, those used here.</summary>
internal static class FieldType
{
    public const int Double = 5;
    public const int Null = 6;
    public const int LongLong = 8;
    public const int Blob = 252;
    public const int String = 254;
}
