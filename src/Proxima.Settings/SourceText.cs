using System.Diagnostics.CodeAnalysis;
using Proxima.Dns.Text;

namespace Proxima.Settings;

/// <summary>Reads a text file that a person wrote, whole.</summary>
internal static class SourceText
{
    public static bool TryRead(string path, long maxLength, out string text, [NotNullWhen(false)] out TextError? error)
    {
        text = string.Empty;
        try
        {
            var length = new FileInfo(path).Length;
            if (length > maxLength)
            {
                error = new TextError(path, 1, 1, $"{length} octets", $"at most {maxLength}");
                return false;
            }

            text = File.ReadAllText(path);
            error = null;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            error = Unreadable(path, e);
            return false;
        }
    }

    public static TextError Unreadable(string path, Exception reason) => new(path, 1, 1, $"cannot be read: {reason.Message}", "a readable file");
}
