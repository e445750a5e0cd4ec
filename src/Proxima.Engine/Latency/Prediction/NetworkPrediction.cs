namespace Proxima.Engine.Latency.Prediction;

/// <summary>
/// What is to be expected of one network's sites, and which site to measure next. Reused from network to network by one thread. Up to
/// <see cref="MostWeighed"/> own measurements, each is weighed against the others: at most one of them is taken to be a stray.
/// </summary>
public sealed class NetworkPrediction
{
    /// <summary>With more own measurements a stray among them decides nothing, and weighing each costs a pass.</summary>
    public const int MostWeighed = 6;

    /// <summary>In fifteenths, with no doubt left: about that of four samples. At a relative error of a third it is half of that.</summary>
    private const double MostConfidence = 10;

    /// <summary>Density of a stray on the log scale: anywhere between 1 ms and 600 ms.</summary>
    private static readonly double LogStrayDensity = -Math.Log(4.6);

    private readonly LatencyPredictor predictor;
    private readonly List<Posterior> views = [];
    private readonly List<double> shares = [];
    private readonly double[] mean;
    private readonly double[] deviation;
    private readonly double[] expected;
    private readonly double[] bySource = new double[16];
    private int[] observed = [];
    private double[] values = [];
    private double[] noise = [];
    private double[] strays = [];

    public NetworkPrediction(LatencyPredictor predictor)
    {
        this.predictor = predictor;
        mean = new double[predictor.SiteCount];
        deviation = new double[predictor.SiteCount];
        expected = new double[predictor.SiteCount];
    }

    /// <summary>True when the sites' own places are known, so that a network's place says something.</summary>
    public bool IsPlaced => predictor.IsPlaced;

    /// <summary>Mean of log(RTT + 5 ms), by site.</summary>
    public ReadOnlySpan<double> MeanLog => mean;

    /// <summary>Standard deviation of log(RTT + 5 ms), by site: about the relative error.</summary>
    public ReadOnlySpan<double> Deviation => deviation;

    /// <summary>Expected RTT, by site: what a decision for it costs on average. A measured site has its measurement, as far as that is believed.</summary>
    public ReadOnlySpan<double> ExpectedMs => expected;

    /// <summary>The site with the lowest expected RTT.</summary>
    public int Best { get; private set; }

    /// <summary>What the larger part of the prediction stands on: the covering prefix, the autonomous system, the country, geography, alike networks, or networks at large.</summary>
    public Evidence Source { get; private set; }

    public void Predict(in NetworkEvidence network)
    {
        Read(network.RttMs.Span, network.Doubts.Span);
        var kinds = predictor.KindsOf(in network);
        View(kinds);
        Array.Clear(bySource);
        Array.Clear(mean);
        Array.Clear(deviation);
        Array.Clear(expected);
        for (var view = 0; view < shares.Count; view++)
        {
            Add(views[view], shares[view]);
            for (var kind = 0; kind < views[view].Count; kind++)
            {
                bySource[(int)kinds[views[view].GroupOf(kind)].Evidence] += shares[view] * views[view].WeightOf(kind);
            }
        }

        Source = (Evidence)Array.IndexOf(bySource, bySource.Max());

        for (var site = 0; site < mean.Length; site++)
        {
            deviation[site] = Math.Sqrt(Math.Max(0, deviation[site] - (mean[site] * mean[site])));
        }

        Best = BestSite();
    }

    /// <summary>The prediction as a row of the map has it. A foretold figure never has the confidence of a measured one.</summary>
    public SiteEstimate EstimateOf(int site)
    {
        var confidence = Math.Clamp(Math.Round(MostConfidence * Math.Exp(-2 * deviation[site])), 1, MostConfidence);
        return new SiteEstimate(Rtt.FromMilliseconds(expected[site]), (byte)confidence, Source > Evidence.Alike ? Source : Evidence.Alike);
    }

    private int BestSite()
    {
        var best = 0;
        for (var site = 1; site < expected.Length; site++)
        {
            best = expected[site] < expected[best] ? site : best;
        }

        return best;
    }

    /// <summary>The unmeasured site whose measurement is worth most; -1 when all are measured.</summary>
    public int NextProbe()
    {
        var best = -1;
        var bestWorth = double.NegativeInfinity;
        var known = observed.Length == 0 ? double.PositiveInfinity : observed.Min(site => expected[site]);
        for (var site = 0; site < expected.Length; site++)
        {
            if (!observed.Contains(site) && Worth(site, known) is var worth && worth > bestWorth)
            {
                (best, bestWorth) = (site, worth);
            }
        }

        return best;
    }

    // The first probe goes where the best is most likely; the second may explore; with two known, what counts is how much less the RTT may be.
    private double Worth(int site, double knownMs) => observed.Length switch
    {
        0 => -mean[site],
        1 => deviation[site] - mean[site],
        _ => ExpectedGain(site, Math.Log(knownMs + LogRtt.OffsetMs)),
    };

    /// <summary>Expected improvement on the log scale (Mockus 1975): E max(0, known - y) in closed form for each kind.</summary>
    private double ExpectedGain(int site, double known)
    {
        var sum = 0.0;
        for (var i = 0; i < shares.Count; i++)
        {
            var view = views[i];
            for (var kind = 0; kind < view.Count; kind++)
            {
                var sigma = Math.Sqrt(view.VarianceOf(kind)[site]);
                var z = (known - view.MeanOf(kind)[site]) / sigma;
                sum += shares[i] * view.WeightOf(kind) * sigma * ((z * NormalCurve.Below(z)) + NormalCurve.Density(z));
            }
        }

        return sum;
    }

    private void Read(ReadOnlySpan<double> rttMs, ReadOnlySpan<double> doubts)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rttMs.Length, mean.Length, nameof(rttMs));
        var count = 0;
        foreach (var ms in rttMs)
        {
            count += double.IsFinite(ms) ? 1 : 0;
        }

        observed = new int[count];
        values = new double[count];
        noise = new double[count];
        strays = new double[count];
        for (int site = 0, at = 0; site < rttMs.Length; site++)
        {
            if (double.IsFinite(rttMs[site]))
            {
                var doubt = site < doubts.Length ? doubts[site] : 0;
                observed[at] = site;
                noise[at] = predictor.Parameters.NoiseAt(doubt);
                strays[at] = predictor.Parameters.StrayAt(doubt);
                values[at++] = LogRtt.Of(rttMs[site]);
            }
        }
    }

    // View 0 believes every measurement; view 1 + i all but measurement i.
    private void View(List<KindGroup> kinds)
    {
        shares.Clear();
        Compute(0, kinds, observed, values, noise);
        var allGood = strays.Sum(stray => Math.Log(1 - stray));
        shares.Add(views[0].LogEvidence + allGood);
        for (var i = 0; observed.Length is > 1 and <= MostWeighed && i < observed.Length; i++)
        {
            Compute(i + 1, kinds, Without(observed, i), Without(values, i), Without(noise, i));
            shares.Add(views[i + 1].LogEvidence + allGood + Math.Log(strays[i] / (1 - strays[i])) + LogStrayDensity);
        }

        var sum = LogSum.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(shares));
        for (var i = 0; i < shares.Count; i++)
        {
            shares[i] = Math.Exp(shares[i] - sum);
        }
    }

    private static T[] Without<T>(T[] all, int one) => [.. all[..one], .. all[(one + 1)..]];

    private void Compute(int view, List<KindGroup> kinds, int[] seen, double[] logs, double[] variances)
    {
        if (view == views.Count)
        {
            views.Add(new Posterior(mean.Length));
        }

        views[view].Compute(kinds, seen, logs, variances, predictor.Parameters.TailFreedom);
    }

    // A measured site too has what is expected of it: the measurement and what the kinds say, each as far as it is sure.
    private void Add(Posterior view, double share)
    {
        for (var kind = 0; kind < view.Count; kind++)
        {
            var weight = share * view.WeightOf(kind);
            var means = view.MeanOf(kind);
            var variances = view.VarianceOf(kind);
            for (var site = 0; site < mean.Length; site++)
            {
                mean[site] += weight * means[site];
                deviation[site] += weight * (variances[site] + (means[site] * means[site]));
                expected[site] += weight * LogRtt.ExpectedMs(means[site], variances[site]);
            }
        }
    }
}
