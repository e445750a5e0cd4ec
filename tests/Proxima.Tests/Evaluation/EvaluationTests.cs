using Proxima.Evaluation;
using Proxima.Tests.Control;

namespace Proxima.Tests.Evaluation;

public sealed class EvaluationTests
{
    [Fact]
    public void A_generated_world_goes_through_every_track_and_prediction_beats_the_baselines_on_it()
    {
        using var folder = new TemporaryFolder();
        SyntheticWorld.Write(folder.Path, SyntheticSize.Small, seed: 7);
        var rows = new Evaluator(folder.Path, _ => { }).Run("ABCDE").ToList();

        Assert.Equal(["A1", "A2", "A3", "B", "B2", "C", "D", "E"], rows.Select(row => row.Name.Variant).Distinct());
        Assert.All(rows, row => Assert.True(row.MeanMs >= 0 && row.GoodPercent is >= 0 and <= 100 && row.BestPercent <= row.GoodPercent));
        Assert.True(Mean(rows, "A2", 2, "proxima") < Mean(rows, "A2", 2, "geo-shortlist"));
        Assert.True(Mean(rows, "B", 3, "proxima") < Mean(rows, "B", 0, "single-best") / 2);
        Assert.True(Mean(rows, "C", 3, "proxima") <= Mean(rows, "C", 0, "frozen") + 0.5);

        // Every site is measured in every slice, with gaps: what is served then is nearly always the best.
        Assert.True(Mean(rows, "E", 8, "proxima") < 5, $"{Mean(rows, "E", 8, "proxima")} ms");
    }

    [Fact]
    public void The_same_seed_gives_the_same_world_and_the_same_result()
    {
        using var one = new TemporaryFolder();
        using var two = new TemporaryFolder();
        Assert.Equal(Run(one.Path), Run(two.Path));

        static List<string> Run(string folder)
        {
            SyntheticWorld.Write(folder, SyntheticSize.Small, seed: 3);
            return [.. new Evaluator(folder, _ => { }).Run("AB").Select(row => row.ToCsv())];
        }
    }

    [Fact]
    public void A_row_has_as_many_fields_as_the_header_names()
    {
        var row = new ResultRow(new ResultName("A", "A1", 8, 3, "proxima"), 1.5, 0, 2, 9, 95, 90, null, 0.25);
        Assert.Equal("A,A1,8,3,proxima,1.500,0.000,2.000,9.000,95.00,90.00,,0.250", row.ToCsv());
        Assert.Equal(ResultRow.Header.Split(',').Length, row.ToCsv().Split(',').Length);
    }

    [Fact]
    public void A_regret_of_five_milliseconds_is_good_and_one_of_six_is_not()
    {
        var score = new Score();
        score.BeginDraw();
        score.Add(1, [20, 25]);
        score.Add(1, [20, 26]);
        score.Add(0, [20, 26]);
        score.Add(1, [100, 110]);
        var row = score.ToRow(new ResultName("A", "A1", 2, 0, "x"), 0);
        Assert.Equal(75, row.GoodPercent);
        Assert.Equal(25, row.BestPercent);
        Assert.Equal((5 + 6 + 0 + 10) / 4.0, row.MeanMs);
    }

    [Fact]
    public void A_track_without_its_file_is_left_out_and_said()
    {
        using var folder = new TemporaryFolder();
        var notes = new List<string>();
        Assert.Empty(new Evaluator(folder.Path, notes.Add).Run("AD"));
        Assert.Equal(2, notes.Count);
    }

    [Theory]
    [InlineData("--tracks", "XY")]
    [InlineData("--data")]
    [InlineData("--colour", "red")]
    public void A_command_line_that_is_not_understood_says_so(params string[] args)
    {
        Assert.Null(EvaluationArguments.Parse(args, out var problem));
        Assert.NotNull(problem);
    }

    [Fact]
    public void The_picture_has_a_panel_for_each_variant()
    {
        var rows = Enumerable.Range(0, 5).SelectMany(m => (ResultRow[])[Row("A1", m), Row("B", m)]).ToList();
        var svg = RegretPicture.Draw(rows);
        Assert.Contains("A1, 8 sites", svg, StringComparison.Ordinal);
        Assert.Contains("B, 8 sites", svg, StringComparison.Ordinal);
        System.Xml.Linq.XDocument.Parse(svg);

        static ResultRow Row(string variant, int m) => new(new ResultName(variant[..1], variant, 8, m, "proxima"), 10 - m, 0, 0, 0, 0, 0, null, 0);
    }

    private static double Mean(List<ResultRow> rows, string variant, int probes, string strategy) =>
        rows.Single(row => row.Name.Variant == variant && row.Name.Probes == probes && row.Name.Strategy == strategy).MeanMs;
}
