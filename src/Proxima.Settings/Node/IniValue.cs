using Proxima.Dns.Text;

namespace Proxima.Settings.Node;

/// <summary>One key of an INI file with its value, and where both stand.</summary>
internal sealed record IniValue(string Section, string Key, string Text, TextPosition KeyAt, TextPosition ValueAt)
{
    public bool IsFromEnvironment { get; init; }
}
