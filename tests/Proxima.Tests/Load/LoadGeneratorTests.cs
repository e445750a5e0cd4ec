using System.Net;
using Proxima.Engine.Latency;
using Proxima.Engine.Listeners;
using Proxima.Engine.Reports;
using Proxima.Engine.Snapshots;
using Proxima.Load;
using Proxima.Pictures;
using Proxima.Tests.Listeners;
using Proxima.Tests.Snapshots;
using Proxima.Tests.Zones;

namespace Proxima.Tests.Load;

/// <summary>The instrument before what it measures: it must see a wrong answer, and count what came.</summary>
public sealed class LoadGeneratorTests : IDisposable
{
    private readonly string table = Path.GetTempFileName();

    public void Dispose() => File.Delete(table);

    [Theory]
    [InlineData("192.0.2.1", false)]
    [InlineData("192.0.2.2", true)]
    public void Every_answer_is_compared_with_the_table(string expected, bool isWrong)
    {
        File.WriteAllText(table, $"198.51.100.0/24 {expected}\n");
        using var server = ServerUnderTest.Started(snapshots: Answering("192.0.2.1"));

        foreach (var transport in (string[])["--unused 1", "--tcp"])
        {
            var result = Run(server.EndPoint, "www.example.org", $"--table {table} {transport}");
            Assert.True(result["answered"] > 0);
            Assert.Equal((0, isWrong ? result["answered"] : 0), (result["bad"], result["wrong"]));
        }

        Assert.True(server.Total(Counter.WithClientSubnet) > 0);
    }

    [Fact]
    public void An_answer_without_an_address_is_bad_and_a_malformed_query_has_none()
    {
        using var server = ServerUnderTest.Started();
        var refused = Run(server.EndPoint, "www.example.org", "--rate 1000");
        Assert.True(refused["answered"] > 0);
        Assert.Equal(refused["answered"], refused["bad"]);

        var malformed = Run(server.EndPoint, "www.example.org", "--malformed --window 8");
        Assert.True(malformed["answered"] > 0);
        Assert.Equal(malformed["answered"], malformed["bad"]);
        Assert.True(server.Total(Counter.FormErr) > 0);
    }

    [Fact]
    public void New_connections_for_each_query_are_counted_and_none_was_lost()
    {
        File.WriteAllText(table, "198.51.100.0/24 192.0.2.1\n");
        using var server = ServerUnderTest.Started(snapshots: Answering("192.0.2.1"));
        var result = Run(server.EndPoint, "www.example.org", $"--table {table} --tcp --reconnect --each 1 --sockets 4 --pipeline 1");

        Assert.True(result["answered"] > 4);
        Assert.Equal(0, result["wrong"] + result["ended"] + result["crossed"] + result["reset"] + result["cut"] + result["refused"]);
        Assert.True(result["opened"] >= result["answered"]);
    }

    [Fact]
    public void What_a_server_ends_is_counted_and_asked_for_again()
    {
        using var server = ServerUnderTest.Started(limits: new TcpLimits(ConnectionsPerClient: 1));
        var result = Run(server.EndPoint, "www.example.org", "--unchecked --tcp --reconnect --sockets 2 --pipeline 1");

        // The second connection is always one too many, and so is the query on it.
        Assert.True(result["answered"] > 0);
        Assert.True(result["ended"] + result["reset"] > 0);
        Assert.True(result["opened"] > 2);
    }

    [Fact]
    public void Percentiles_are_right_within_a_sixty_fourth()
    {
        var times = new LatencyHistogram();
        for (var microseconds = 1; microseconds <= 1000; microseconds++)
        {
            times.Add(microseconds * 1000L);
        }

        Assert.InRange(times.Percentile(.5), 500_000 * 63 / 64, 502_000);
        Assert.InRange(times.Percentile(.99), 990_000 * 63 / 64, 992_000);
        Assert.Equal(1000, times.Count);
    }

    [Fact]
    public void The_table_has_as_many_networks_as_asked_for_and_is_the_same_for_the_same_seed()
    {
        var lines = ExpectedTable.Generate(1000, 8, 7).ToList();
        Assert.Equal(1000, lines.Select(line => Prefix.Parse(line.Split(' ')[0])).Distinct().Count());
        Assert.Equal(8, lines.Select(line => line.Split(' ')[1]).Distinct().Count());
        Assert.Equal(lines, ExpectedTable.Generate(1000, 8, 7));
    }

    [Theory]
    [InlineData(true, "ours / theirs", "0.38")]
    [InlineData(false, "of proxima", "3.00")]
    public void Rounds_are_compared_with_their_neighbours(bool isShareOfTheirs, string title, string ratio)
    {
        var output = new StringWriter();
        Comparison.Print(
            ["label=proxima server_us=2 qps=10", "label=other server_us=4 qps=5", "noise", "label=proxima server_us=3 qps=12", "label=other server_us=12 qps=7", "label=other start_ms=9"],
            "proxima",
            isShareOfTheirs,
            output);
        Assert.Equal($"| server | rounds | queries/s | CPU us/query | {title} | start ms | bad + wrong |", output.ToString().Split('\n')[0]);
        Assert.Contains($"| other | 2 | 6 | 8.00 | {ratio} | 9 | 0 |", output.ToString());
    }

    [Fact]
    public async Task A_reload_is_over_with_the_first_answer_from_the_new_table()
    {
        var snapshots = Answering("192.0.2.1");
        using var server = ServerUnderTest.Started(snapshots: snapshots);
        var told = $"{table}.told";
        var reloading = Task.Run(() => Reload.Measure(LoadArguments.Parse(["--server", $"{server.EndPoint}", "--name", "www.example.org", "--address", "192.0.2.2", "--", "touch", told])));
        SpinWait.SpinUntil(() => File.Exists(told) || reloading.IsCompleted);
        File.Delete(told);
        snapshots.Replace(TestSnapshot.Of(ZoneText.WithApex("example.org.", "www 60 A 192.0.2.2")));

        var times = (await reloading).Split(' ').Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => double.Parse(pair[1]));
        Assert.Equal(["reload_ms", "gap_ms"], times.Keys);
        Assert.InRange(times["gap_ms"], 0.01, times["reload_ms"] + 60_000);
        Assert.InRange(times["reload_ms"], 0.01, 60_000);
    }

    [Fact]
    public void A_reload_that_could_not_be_asked_for_is_an_error()
    {
        using var server = ServerUnderTest.Started(snapshots: Answering("192.0.2.1"));
        var failure = Assert.Throws<IOException>(() => Reload.Measure(LoadArguments.Parse($"--server {server.EndPoint} --name www.example.org --address 192.0.2.2 -- false".Split(' '))));
        Assert.Equal("'false' ended with 1", failure.Message);
    }

    [Fact]
    public void The_picture_shows_each_measure_by_networks_and_by_zones_and_is_the_same_for_the_same_lines()
    {
        var lines = ((string[])["1000x4", "1000000x32", "zones=1", "zones=10000"]).SelectMany((label, i) => (string[])
            [$"label={label} server_us={4 + i} pss_mb={20 * (i + 1)}", $"label={label} start_ms={50 + i} build_s={0.5 + i} file_mb={1 + i}"]).ToList();
        var svg = ScalePicture.Draw(lines);
        Assert.Equal(svg, ScalePicture.Draw(lines));
        var elements = System.Xml.Linq.XDocument.Parse(svg).Descendants().ToLookup(element => element.Name.LocalName);
        Assert.Equal((8, 10, 20), (elements["g"].Count(), elements["polyline"].Count(), elements["circle"].Count()));
        Assert.Contains(elements["text"], text => text.Value == "client networks (4, 32 sites)");
        Assert.Contains(elements["text"], text => text.Value == "1M");
    }

    [Theory]
    [InlineData(4.6, "0 1 2 3 4 5")]
    [InlineData(131, "0 50 100 150")]
    [InlineData(0.9, "0 0.2 0.4 0.6 0.8 1")]
    public void An_axis_from_zero_has_round_ticks_up_to_the_most(double most, string ticks)
    {
        var axis = Axis.FromZero("", most);
        Assert.Equal(ticks, string.Join(' ', axis.Ticks.Select(Axis.Format)));
        Assert.Equal((0.0, 1.0), (axis.Place(0), Math.Round(axis.Place(axis.Ticks[^1]), 9)));
    }

    private static CurrentSnapshot Answering(string address)
    {
        var snapshots = new CurrentSnapshot();
        snapshots.Replace(TestSnapshot.Of(ZoneText.WithApex("example.org.", $"www 60 A {address}")));
        return snapshots;
    }

    /// <summary>A tenth of a second of load; once more where the machine came to nothing in that time.</summary>
    private static Dictionary<string, double> Run(IPEndPoint server, string name, string options)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var result = LoadRun.Run(LoadArguments.Parse($"--server {server} --name {name} --seconds 0.1 --warm 0.01 {options}".Split(' ', StringSplitOptions.RemoveEmptyEntries)))
                .Split(' ').Skip(1).Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => double.Parse(pair[1]));
            if (result["answered"] > 0 || watch.Elapsed > TimeSpan.FromSeconds(60))
            {
                return result;
            }
        }
    }
}
