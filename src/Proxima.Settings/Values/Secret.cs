namespace Proxima.Settings.Values;

/// <summary>A password or token. Formats as stars, so that no log, error or debug print can show it.</summary>
public sealed class Secret(string value)
{
    public string Reveal() => value;

    public override string ToString() => "***";
}
