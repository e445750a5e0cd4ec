namespace Proxima.Control.Storage;

/// <summary>A schema file: statements that end with a semicolon at the end of a line, comments on lines of their own.</summary>
public static class SqlScript
{
    public static IReadOnlyList<string> Statements(string text) =>
    [
        .. string.Join('\n', text.Split('\n').Where(line => !line.TrimStart().StartsWith("--", StringComparison.Ordinal)))
            .Split(";\n")
            .Select(statement => statement.Trim().TrimEnd(';'))
            .Where(statement => statement.Length > 0),
    ];
}
