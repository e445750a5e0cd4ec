namespace Proxima.Engine.Latency.Prediction;

/// <summary>What the predictor assumes before it has seen anything. One set for every place; each has its reason. None was searched for on a data set, but recorded latencies had been looked at.</summary>
public sealed record PredictorParameters
{
    public static PredictorParameters Default { get; } = new();

    /// <summary>
    /// Share of networks that are where the geolocation database says. Databases are wrong by a country for a tenth of networks, and some
    /// that are right are routed as if they were elsewhere.
    /// </summary>
    public double PlaceIsRight { get; init; } = 0.85;

    /// <summary>How much of that goes to known networks near by rather than to the distance law, when there are some: see <see cref="NearScaleKm"/>.</summary>
    public double NearHalf { get; init; } = 0.3;

    /// <summary>Distance at which a known network says about half as much about its neighbourhood: that of a neighbouring metropolis.</summary>
    public double NearScaleKm { get; init; } = 400;

    /// <summary>Where the place is wrong: share that behaves as one of the known networks does, rather than as the distance law at its place.</summary>
    public double AlikeWhenMisplaced { get; init; } = 0.5;

    /// <summary>Without geography: share that behaves as one of the known networks. One in twenty is like none of them.</summary>
    public double AlikeWithoutPlace { get; init; } = 0.95;

    /// <summary>Share of networks that behave as the known ones of the same covering prefix do: a prefix that is announced as one is mostly routed as one.</summary>
    public double AlikePrefix { get; init; } = 0.9;

    /// <summary>
    /// Share of networks that behave as others of their autonomous system do: half. Most systems serve one region and are one network to the
    /// world; the few that span continents have many of the prefixes.
    /// </summary>
    public double AlikeSystem { get; init; } = 0.5;

    /// <summary>Where no position is known, share that behaves as others of the country: a third, for countries are less than a system one network.</summary>
    public double AlikeCountry { get; init; } = 0.33;

    /// <summary>Variance in log RTT of a measurement that is not in doubt: 5 %, the usual change from one hour to the next.</summary>
    public double Noise { get; init; } = 0.003;

    /// <summary>Variance of a measurement in full doubt, one sample of days ago: 28 %, a path by another way between the same two ends.</summary>
    public double DoubtfulNoise { get; init; } = 0.08;

    /// <summary>
    /// Share of measurements that say nothing about the path of later: a queue, a detour, another host that answers. Compared with how
    /// badly a measurement fits everything else, it decides how far it is believed.
    /// </summary>
    public double Stray { get; init; } = 0.01;

    /// <summary>
    /// The same for a measurement in full doubt. A third of all routes does not last for days (Paxson 1997, "End-to-end routing behavior in
    /// the Internet"); more than half of those that change keep about their length.
    /// </summary>
    public double DoubtfulStray { get; init; } = 0.2;

    /// <summary>
    /// Degrees of freedom of Student's t, by which the kinds are weighed: a normal's tails would rule a kind out for one odd detour. Few, so
    /// that three deviations are unusual and not impossible.
    /// </summary>
    public double TailFreedom { get; init; } = 4;

    /// <summary>Variance of a measurement: its deviation grows evenly with the doubt (0 to 1).</summary>
    public double NoiseAt(double doubt)
    {
        var deviation = Math.Sqrt(Noise) + (doubt * (Math.Sqrt(DoubtfulNoise) - Math.Sqrt(Noise)));
        return deviation * deviation;
    }

    /// <summary>Share of strays among measurements of this doubt: with its square, as the variance.</summary>
    public double StrayAt(double doubt) => Stray + (doubt * doubt * (DoubtfulStray - Stray));

    /// <summary>Most known networks kept as templates: cost per prediction grows with it, and 256 already tell the regions of the world apart.</summary>
    public int MaxTemplates { get; init; } = 256;
}
