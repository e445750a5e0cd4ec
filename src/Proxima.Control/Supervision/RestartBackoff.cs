namespace Proxima.Control.Supervision;

/// <summary>How long to wait before the data plane is started again: at once the first time, then 1, 2, 4 ... 30 s; anew after it ran for a minute.</summary>
public sealed class RestartBackoff
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A process that lived this long is taken as sound.</summary>
    public static readonly TimeSpan SoundAfter = TimeSpan.FromMinutes(1);

    private int failures;

    public TimeSpan Next(TimeSpan lived)
    {
        failures = lived >= SoundAfter ? 0 : failures;
        var seconds = failures == 0 ? 0 : Math.Min(Longest.TotalSeconds, Math.Pow(2, failures - 1));
        failures = Math.Min(failures + 1, 10);
        return TimeSpan.FromSeconds(seconds);
    }
}
