using System.Globalization;

namespace Proxima.Tool.Serving;

/// <summary>
/// One flag of <c>proxima serve</c>: what it is called, what is said of it, and what its value does to the settings; that returns what is wrong
/// with the value, or null.
/// </summary>
internal sealed record ServeFlag(string Name, string Description, Func<ServeSettings, string, string?> Take)
{
    /// <summary>What its value is called in the usage; null: as the flag.</summary>
    public string? HelpName { get; init; }

    /// <summary>What the usage says it is where it is not given.</summary>
    public int? Default { get; init; }

    public bool IsRequired { get; init; }

    public bool IsRepeatable { get; init; }

    /// <summary>True when it stands alone, without a value.</summary>
    public bool IsSwitch { get; init; }

    public static ServeFlag Switch(string name, string description, Action<ServeSettings> set) =>
        new(name, description, (settings, _) =>
        {
            set(settings);
            return null;
        })
        {
            IsSwitch = true,
        };

    public static ServeFlag Text(string name, string description, Action<ServeSettings, string> set) =>
        new(name, description, (settings, value) =>
        {
            set(settings, value);
            return null;
        });

    public static ServeFlag Number(string name, string description, int least, int most, Action<ServeSettings, int> set) =>
        new(name, description, (settings, value) =>
        {
            if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least || number > most)
            {
                return $"{name} '{value}': expected a number from {least} to {most}";
            }

            set(settings, number);
            return null;
        });
}
