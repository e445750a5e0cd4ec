namespace Proxima.Tool.Checks;

/// <summary>A count with its word: 1 zone, 2 zones, 0 prefixes.</summary>
internal static class Counted
{
    public static string Of(long count, string one) => $"{count} {one}{(count == 1 ? string.Empty : one.EndsWith('x') ? "es" : "s")}";
}
