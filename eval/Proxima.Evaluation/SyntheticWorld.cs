using System.Globalization;
using System.IO.Compression;
using Proxima.Engine.Latency.Prediction;

namespace Proxima.Evaluation;

/// <summary>
/// Latencies of a world that does not exist, in the files and columns of the recorded sets: nodes in a few metropolises, a detour for each
/// pair of metropolises, a last mile for each node, a little change from slice to slice and a rare large one. It is for tests and for a
/// first look; how good a method is only measurements tell.
/// </summary>
internal sealed class SyntheticWorld
{
    private const double MsPerKm = 0.012;
    private const int Metropolises = 14;

    private readonly SyntheticSize size;
    private readonly Random random;
    private readonly string folder;
    private readonly GeoPosition[] centres;
    private readonly double[,] detours;
    private readonly (int Metropolis, GeoPosition Position, double LastMileMs)[] nodes;

    private SyntheticWorld(string folder, SyntheticSize size, int seed)
    {
        this.size = size;
        this.folder = folder;
        random = new Random(seed);
        centres = [.. Enumerable.Range(0, Metropolises).Select(_ => new GeoPosition(Between(-40, 60), Between(-180, 180)))];
        detours = new double[Metropolises, Metropolises];
        for (var a = 0; a < Metropolises; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                detours[a, b] = detours[b, a] = a == b ? 1 : random.Next(8) == 0 ? Between(1.6, 2.6) : Between(1.1, 1.6);
            }
        }

        nodes = [.. Enumerable.Range(0, size.Nodes).Select(_ =>
        {
            var metropolis = random.Next(Metropolises);
            var centre = centres[metropolis];
            return (metropolis, new GeoPosition(centre.LatitudeDegrees + Between(-2, 2), centre.LongitudeDegrees + Between(-2, 2)), Between(0.2, 8));
        })];
    }

    /// <summary>Writes the files of all tracks; the same for the same seed.</summary>
    public static void Write(string folder, SyntheticSize size, int seed)
    {
        Directory.CreateDirectory(folder);
        var world = new SyntheticWorld(folder, size, seed);
        world.WritePlaced();
        world.WriteSliced();
        world.WriteSparse();
        world.WriteOverTime();
    }

    private void WritePlaced()
    {
        var all = Enumerable.Range(0, size.Nodes).ToList();
        Save("wonderproxy_nodes.csv.gz", "node,lat,lon,country,city", all.Select(i =>
            $"{i},{Text(nodes[i].Position.LatitudeDegrees)},{Text(nodes[i].Position.LongitudeDegrees)},C{nodes[i].Metropolis},city"));
        Save("wonderproxy_rtt.csv.gz", "src,dst,rtt_ms", all.SelectMany(a => all.Where(b => b != a).Select(b => $"{a},{b},{Text(RttMs(a, b) * Between(0.99, 1.02))}")));
        Save("wonderproxy_draws.csv.gz", "draw,S,sites,warm_clients,geoip_wrong(client:uses_position_of)", Draws().Select(draw =>
            $"{draw.Text},{string.Join(' ', draw.Others.Where(_ => random.Next(10) == 0).Select(client => $"{client}:{random.Next(size.Nodes)}"))}"));
    }

    private void WriteSliced()
    {
        Save("planetlab_nodes.csv.gz", "node,lan_group", Enumerable.Range(0, size.Nodes).Select(i => $"{i},{(nodes[i].LastMileMs < 3 ? nodes[i].Metropolis : Metropolises + i)}"));
        Save("planetlab_rtt.csv.gz", "a,b," + string.Join(',', Enumerable.Range(0, SlicedRecord.Slices).Select(t => $"t{t}")), Pairs().Select(pair =>
        {
            var rtt = RttMs(pair.A, pair.B);
            var slices = Enumerable.Range(0, SlicedRecord.Slices).Select(_ => Text(rtt * (random.Next(50) == 0 ? Between(1, 3) : Between(0.98, 1.04))));
            return $"{pair.A},{pair.B},{string.Join(',', slices)}";
        }));
        Save("planetlab_draws.csv.gz", "draw,S,sites,warm_clients", Draws().Select(draw => draw.Text));
    }

    private void WriteSparse()
    {
        const int Candidates = 8;
        var servers = Enumerable.Range(0, size.Nodes).Where(i => i % 2 == 0).ToList();
        var clients = Enumerable.Range(0, size.Nodes).Where(i => i % 2 == 1).ToList();
        var measured = clients.ToDictionary(client => client, _ => servers.OrderBy(_ => random.Next()).Take(Candidates + 4).ToList());
        Save("atlas_rtt.csv.gz", "client,country,client_lat,client_lon,site,site_lat,site_lon,rtt_hist_ms,rtt_truth_ms", clients.SelectMany(client => measured[client].Select(site =>
        {
            var (from, to, rtt) = (nodes[client].Position, nodes[site].Position, RttMs(client, site));
            return $"N{client},C{nodes[client].Metropolis},{Text(from.LatitudeDegrees)},{Text(from.LongitudeDegrees)},{site},{Text(to.LatitudeDegrees)},{Text(to.LongitudeDegrees)},{Text(rtt * Between(0.95, 1.1))},{Text(rtt)}";
        })));
        Save("atlas_draws.csv.gz", "draw,client,candidate_sites", clients.Take(size.Draws * 10).Select((client, draw) => $"{draw},N{client},{string.Join(' ', measured[client].Take(Candidates))}"));
    }

    // One measurement in fifty is missing, one in fifty met a queue.
    private void WriteOverTime()
    {
        const int Slices = 20;
        Save("seattle_rtt.csv.gz", "a,b," + string.Join(',', Enumerable.Range(0, Slices).Select(t => $"t{t}")), Pairs().Select(pair =>
        {
            var rtt = RttMs(pair.A, pair.B);
            var slices = Enumerable.Range(0, Slices).Select(_ => random.Next(50) switch { 0 => string.Empty, 1 => Text(rtt * Between(1, 3)), _ => Text(rtt * Between(0.98, 1.04)) });
            return $"{pair.A},{pair.B},{string.Join(',', slices)}";
        }));
    }

    private IEnumerable<(string Text, List<int> Others)> Draws()
    {
        foreach (var count in size.Sites)
        {
            for (var draw = 0; draw < size.Draws; draw++)
            {
                var order = Enumerable.Range(0, size.Nodes).OrderBy(_ => random.Next()).ToList();
                var others = order.Skip(count).ToList();
                yield return ($"{draw},{count},{string.Join(' ', order.Take(count))},{string.Join(' ', others.Take(others.Count * 2 / 5).Order())}", others);
            }
        }
    }

    private IEnumerable<(int A, int B)> Pairs() => Enumerable.Range(0, size.Nodes).SelectMany(a => Enumerable.Range(a + 1, size.Nodes - a - 1).Select(b => (a, b)));

    private double RttMs(int a, int b) =>
        nodes[a].LastMileMs + nodes[b].LastMileMs + (nodes[a].Position.KilometresTo(nodes[b].Position) * MsPerKm * detours[nodes[a].Metropolis, nodes[b].Metropolis]);

    private double Between(double least, double most) => least + (random.NextDouble() * (most - least));

    private void Save(string file, string header, IEnumerable<string> lines)
    {
        using var writer = new StreamWriter(new GZipStream(File.Create(Path.Combine(folder, file)), CompressionLevel.Fastest));
        writer.WriteLine(header);
        foreach (var line in lines)
        {
            writer.WriteLine(line);
        }
    }

    private static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
