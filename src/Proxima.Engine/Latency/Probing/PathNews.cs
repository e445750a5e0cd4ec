namespace Proxima.Engine.Latency.Probing;

/// <summary>What a site heard last of its path to one network, of whatever kind of evidence; the default: nothing was ever tried.</summary>
/// <param name="AtUnixMs">When it last answered; 0: never.</param>
/// <param name="IsPassive">That was a client's own connection: nobody had to be probed for it.</param>
/// <param name="Losses">About how many packets in a row were lost since; see <see cref="LossesOf"/>.</param>
public readonly record struct PathNews(long AtUnixMs, bool IsPassive, int Losses)
{
    /// <summary>Losses that are told apart.</summary>
    public const int MostLosses = 16;

    /// <summary>Nothing was sent there yet, as far as is known.</summary>
    public bool IsUntried => AtUnixMs == 0 && Losses == 0;

    /// <summary>It was tried, and never answered.</summary>
    public bool IsDark => AtUnixMs == 0 && Losses > 0;

    /// <summary>Turns a smoothed loss, to which each packet adds an eighth (<see cref="LatencyEstimator"/>), back into the run of losses that gives it.</summary>
    public static int LossesOf(double loss) => loss >= 1 ? MostLosses : (int)Math.Min(MostLosses, Math.Round(Math.Log(1 - Math.Max(0, loss)) / Math.Log(7.0 / 8)));
}
