using Proxima.Dns.Text;

namespace Proxima.Settings.Node;

/// <summary>Settings given as environment variables: <c>PROXIMA__DNS__WORKERS=2</c> is Workers of [DNS]. In errors the variable's name stands for the file.</summary>
internal static class EnvironmentValues
{
    private const string Prefix = "PROXIMA__";

    public static IEnumerable<IniValue> Of(IReadOnlyDictionary<string, string> environment, List<TextError> errors)
    {
        foreach (var (name, text) in environment.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var at = new TextPosition(name, 1, 1);
            var parts = name[Prefix.Length..].Split("__");
            if (parts is [{ Length: > 0 } section, { Length: > 0 } key])
            {
                yield return new IniValue(section, key, text.Trim(), at, at) { IsFromEnvironment = true };
            }
            else
            {
                errors.Add(at.Error("environment variable that names no setting", $"{Prefix}SECTION__KEY"));
            }
        }
    }
}
