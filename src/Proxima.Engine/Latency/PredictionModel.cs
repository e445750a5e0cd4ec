using Proxima.Engine.Latency.Prediction;
using Proxima.Engine.Places;
using Proxima.Engine.Steering;

namespace Proxima.Engine.Latency;

/// <summary>
/// What rows are foretold by until the next fit: the predictor, fitted to some of the measured networks, and networks to stand for each
/// autonomous system and country. Made on any thread from a copy of the rows; immutable then.
/// </summary>
internal sealed class PredictionModel
{
    /// <summary>Most known networks the predictor is fitted to: an even choice over the address space; of them it keeps its templates.</summary>
    public const int MostKnown = 512;

    /// <summary>Networks that stand for one autonomous system or country: a chance choice, so that a large one shows more than one face.</summary>
    public const int MatesOfEach = 4;

    private readonly Dictionary<uint, List<Mate>> bySystem = [];
    private readonly Dictionary<CountryCode, List<Mate>> byCountry = [];
    private readonly Func<Prefix, Place> placeOf;
    private readonly bool hasEnough;
    private readonly LatencyPredictor predictor;

    private PredictionModel(LatencyPredictor predictor, bool hasEnough, Func<Prefix, Place> placeOf)
    {
        this.predictor = predictor;
        this.hasEnough = hasEnough;
        this.placeOf = placeOf;
    }

    public static PredictionModel Fit(SiteMesh mesh, IReadOnlyList<MeasuredNetwork> measured, Func<Prefix, Place> placeOf)
    {
        var known = new List<KnownNetwork>();
        var stride = Math.Max(1, (measured.Count + MostKnown - 1) / MostKnown);
        for (var i = 0; i < measured.Count; i += stride)
        {
            known.Add(new KnownNetwork(measured[i].RttMs, placeOf(measured[i].Network).Position) { Doubt = measured[i].Doubt });
        }

        var model = new PredictionModel(new LatencyPredictor(mesh, known), known.Count >= RowPrediction.LeastKnown, placeOf);
        foreach (var network in measured)
        {
            model.Add(network);
        }

        return model;
    }

    /// <summary>False when the rungs above a network say more of it than a guess at what kind it is.</summary>
    public bool CanForetell(in NetworkEvidence network, bool isMeasured)
    {
        var isPlaced = network.Position is not null && predictor.IsPlaced;
        var hasKin = network.SystemMates.Count > 0 || (network.CountryMates.Count > 0 && network.Position is null);
        return isPlaced || (hasEnough && (isMeasured || hasKin));
    }

    /// <summary>For one thread.</summary>
    public NetworkPrediction CreatePrediction() => new(predictor);

    /// <summary>What is known of a network beside its own figures and the rows of its covering prefixes.</summary>
    public NetworkEvidence EvidenceOf(in Prefix network, double[] ownMs, double[][] prefixMates)
    {
        var place = placeOf(network);
        return new NetworkEvidence(ownMs, place.Position, prefixMates)
        {
            SystemMates = bySystem.TryGetValue(place.AutonomousSystem, out var system) ? [.. system.Select(mate => mate.RttMs)] : [],
            CountryMates = byCountry.TryGetValue(place.Country, out var country) ? [.. country.Select(mate => mate.RttMs)] : [],
        };
    }

    private void Add(in MeasuredNetwork network)
    {
        var place = placeOf(network.Network);
        var mate = new Mate(StableHash.Combine(network.Network.IsIPv6 ? 6UL : 4UL, network.Network.High), network.RttMs);
        if (place.AutonomousSystem != 0)
        {
            Add(bySystem, place.AutonomousSystem, mate);
        }

        if (place.Country.IsKnown)
        {
            Add(byCountry, place.Country, mate);
        }
    }

    // Those with the smallest hashes: the same choice every time, and no neighbour preferred.
    private static void Add<TKey>(Dictionary<TKey, List<Mate>> groups, TKey key, Mate mate)
        where TKey : notnull
    {
        if (!groups.TryGetValue(key, out var mates))
        {
            groups.Add(key, mates = []);
        }

        mates.Add(mate);
        if (mates.Count > MatesOfEach)
        {
            mates.Remove(mates.MaxBy(other => other.Hash)!);
        }
    }

    private sealed record Mate(ulong Hash, double[] RttMs);
}

/// <summary>A network measured by at least half of the sites, copied out of a map in the making. NaN where a site never did. <paramref name="Doubt"/> is the mean over its figures.</summary>
internal readonly record struct MeasuredNetwork(Prefix Network, double[] RttMs, double Doubt);
