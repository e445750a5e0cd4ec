namespace Proxima.Dns.MasterFiles;

/// <summary>One field of an entry as it stands in the text, quotes and escapes included. Line and column count from 1.</summary>
internal readonly record struct Field(int Start, int Length, int Line, int Column);
