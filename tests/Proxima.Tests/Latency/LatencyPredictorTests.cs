using Proxima.Engine.Latency.Prediction;

namespace Proxima.Tests.Latency;

/// <summary>A small world: sites in Europe, the Americas and Asia; RTT = 5 ms + 15 ms per 1000 km.</summary>
public sealed class LatencyPredictorTests
{
    private const double None = double.NaN;

    private static readonly GeoPosition Frankfurt = new(50.1, 8.7);
    private static readonly GeoPosition[] Sites = [Frankfurt, new(40.7, -74), new(1.3, 103.8), new(-23.5, -46.6)];
    private static readonly GeoPosition Paris = new(48.9, 2.4);
    private static readonly GeoPosition Osaka = new(34.7, 135.5);

    private readonly LatencyPredictor placed = new(Mesh(withPositions: true), Known());
    private readonly LatencyPredictor unplaced = new(Mesh(withPositions: false), Known());

    [Fact]
    public void A_network_never_measured_goes_to_the_site_geolocation_puts_it_next_to()
    {
        var prediction = Predict(placed, [None, None, None, None], Paris);
        Assert.Equal(0, prediction.Best);
        Assert.InRange(prediction.ExpectedMs[0], 5, 40);
    }

    [Fact]
    public void Geolocation_loses_its_weight_when_a_probe_contradicts_it()
    {
        // The database says Paris; 150 ms to Frankfurt and 250 ms to New York are those of Osaka.
        var one = Predict(placed, [RttMs(Osaka, 0), None, None, None], Paris);
        Assert.NotEqual(0, one.NextProbe());
        var two = Predict(placed, [RttMs(Osaka, 0), RttMs(Osaka, 1), None, None], Paris);
        Assert.Equal(2, two.Best);
    }

    [Fact]
    public void Without_geography_two_probes_tell_which_networks_it_is_like()
    {
        var prediction = Predict(unplaced, [RttMs(Osaka, 0), RttMs(Osaka, 1), None, None], null);
        Assert.Equal(2, prediction.Best);
        Assert.True(prediction.ExpectedMs[2] < prediction.ExpectedMs[0]);
        Assert.True(prediction.ExpectedMs[2] < prediction.ExpectedMs[3] / 1.5);
    }

    [Fact]
    public void A_measured_site_has_its_measurement_and_no_doubt_where_all_agrees()
    {
        var prediction = Predict(placed, [RttMs(Paris, 0), RttMs(Paris, 1), None, None], Paris);
        Assert.Equal(RttMs(Paris, 0), prediction.ExpectedMs[0], 1.0);
        Assert.InRange(prediction.Deviation[0], 0, 0.1);
        Assert.True(prediction.Deviation[3] > prediction.Deviation[0]);
    }

    [Fact]
    public void One_measurement_that_fits_nothing_else_is_not_believed_in_full()
    {
        // 2 ms to Singapore, while Frankfurt and New York are where Paris is: a wrong host answered.
        var prediction = Predict(placed, [RttMs(Paris, 0), RttMs(Paris, 1), 2, None], Paris);
        Assert.True(prediction.ExpectedMs[2] > 10, $"{prediction.ExpectedMs[2]} ms was believed");
    }

    [Fact]
    public void A_doubtful_measurement_is_believed_less_than_a_sure_one()
    {
        // 60 ms to Frankfurt from Paris, twice what the others of the region have: many fresh samples, or one of last week.
        double[] measured = [60, RttMs(Paris, 1), None, None];
        var prediction = new NetworkPrediction(placed);
        prediction.Predict(new NetworkEvidence(measured, Paris, []));
        var sure = prediction.ExpectedMs[0];
        prediction.Predict(new NetworkEvidence(measured, Paris, []) { Doubts = new double[] { 1, 0, 0, 0 } });
        Assert.InRange(sure, 50, 62);
        Assert.True(prediction.ExpectedMs[0] < sure - 5, $"{prediction.ExpectedMs[0]} ms in doubt, {sure} ms when sure");
    }

    [Fact]
    public void Networks_of_the_same_prefix_say_more_than_geolocation()
    {
        var prediction = new NetworkPrediction(placed);
        prediction.Predict(new NetworkEvidence(new double[] { None, None, None, None }, Paris, [Row(Osaka)]));
        Assert.Equal(2, prediction.Best);
    }

    [Fact]
    public void A_probe_is_never_spent_on_a_site_that_was_measured_and_none_is_left_at_last()
    {
        double[] measured = [None, None, None, None];
        var prediction = new NetworkPrediction(placed);
        for (var m = 0; m < 4; m++)
        {
            prediction.Predict(new NetworkEvidence(measured, Paris, []));
            var next = prediction.NextProbe();
            Assert.True(double.IsNaN(measured[next]));
            measured[next] = RttMs(Paris, next);
        }

        prediction.Predict(new NetworkEvidence(measured, Paris, []));
        Assert.Equal(-1, prediction.NextProbe());
    }

    [Fact]
    public void With_nothing_known_at_all_every_site_still_has_a_figure()
    {
        var empty = new LatencyPredictor(SiteMesh.Unmeasured(new GeoPosition?[3]), []);
        var prediction = Predict(empty, [None, None, None], null);
        Assert.All(prediction.ExpectedMs.ToArray(), ms => Assert.InRange(ms, 1, 1000));
    }

    [Fact]
    public void The_same_input_gives_the_same_bits()
    {
        var one = Predict(new LatencyPredictor(Mesh(true), Known()), [RttMs(Osaka, 0), None, None, None], Paris);
        var two = Predict(new LatencyPredictor(Mesh(true), Known()), [RttMs(Osaka, 0), None, None, None], Paris);
        Assert.Equal(one.ExpectedMs.ToArray(), two.ExpectedMs.ToArray());
    }

    [Fact]
    public void More_known_networks_than_fit_are_thinned_to_the_limit_and_every_region_stays()
    {
        var many = Enumerable.Range(0, 40).SelectMany(_ => Known()).ToList();
        var thinned = new LatencyPredictor(Mesh(true), many, new PredictorParameters { MaxTemplates = 12 });
        Assert.Equal(12 + Sites.Length, thinned.TemplateCount);
        Assert.Equal(2, Predict(thinned, [RttMs(Osaka, 0), RttMs(Osaka, 1), None, None], Paris).Best);
    }

    private static NetworkPrediction Predict(LatencyPredictor predictor, double[] rttMs, GeoPosition? place)
    {
        var prediction = new NetworkPrediction(predictor);
        prediction.Predict(new NetworkEvidence(rttMs, place, []));
        return prediction;
    }

    private static SiteMesh Mesh(bool withPositions) => new(
        [.. Sites.SelectMany(a => Sites.Select(b => RttMs(a, b)))], [.. Sites.Select(site => withPositions ? (GeoPosition?)site : null)]);

    private static List<KnownNetwork> Known() =>
        [.. ((GeoPosition[])[new(51.5, 0), new(48.2, 16.4), new(41.9, -87.6), new(25.8, -80.2), new(35.7, 139.7), new(22.3, 114.2), new(-34.6, -58.4), new(13.1, 80.3)])
            .Select(place => new KnownNetwork(Row(place), place))];

    private static double[] Row(GeoPosition place) => Array.ConvertAll(Sites, site => RttMs(place, site));

    private static double RttMs(GeoPosition from, int site) => RttMs(from, Sites[site]);

    private static double RttMs(GeoPosition from, GeoPosition to) => 5 + (0.015 * from.KilometresTo(to));
}
