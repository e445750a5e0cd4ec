namespace Proxima.Tool.Checks;

/// <summary>How a check that Nagios can run ends: its exit codes (Monitoring Plugins guidelines, section "Plugin Return Codes").</summary>
internal enum PluginState
{
    Ok = 0, Warning = 1, Critical = 2, Unknown = 3,
}

/// <summary>
/// What such a check prints: one line with the state, what there is to say, and behind <c>|</c> the figures; then a line for each subject.
/// </summary>
internal sealed class PluginReport(string service)
{
    private readonly List<string> lines = [];
    private readonly List<string> figures = [];

    public PluginState State { get; private set; }

    /// <summary>One subject's finding; the worst one is the state of the whole.</summary>
    public void Add(PluginState state, string line)
    {
        State = state > State ? state : State;
        lines.Add($"{state.ToString().ToUpperInvariant()}: {line}");
    }

    /// <summary>A round-trip time; unknown is left out.</summary>
    public void AddFigure(string label, TimeSpan? rtt)
    {
        if (rtt is { } known)
        {
            figures.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"'{label.Replace('\'', '-')}'={known.TotalSeconds:0.000000}s"));
        }
    }

    public int Write(TextWriter output, string summary)
    {
        output.WriteLine($"{service} {State.ToString().ToUpperInvariant()} - {summary}{(figures.Count > 0 ? $" | {string.Join(' ', figures)}" : string.Empty)}");
        lines.ForEach(output.WriteLine);
        return (int)State;
    }

    /// <summary>Nothing could be checked.</summary>
    public static int Refuse(TextWriter output, string service, IEnumerable<object> reasons)
    {
        var all = reasons.ToList();
        output.WriteLine($"{service} UNKNOWN - {all[0]}");
        all.Skip(1).ToList().ForEach(output.WriteLine);
        return (int)PluginState.Unknown;
    }
}
