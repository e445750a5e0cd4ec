using Proxima.Dns.Text;

namespace Proxima.Tool.Checks;

/// <summary>Errors as every command shows them: one per line, and how many more there are when not all were kept.</summary>
internal static class ErrorPrinter
{
    public static void Print(TextWriter output, string path, IReadOnlyList<TextError> errors, long count)
    {
        foreach (var error in errors)
        {
            output.WriteLine(error);
        }

        if (count > errors.Count)
        {
            output.WriteLine($"{path}: {count} errors, the first {errors.Count} are shown");
        }
    }
}
