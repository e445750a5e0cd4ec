namespace Proxima.Evaluation;

/// <summary>Latencies between all pairs of nodes in 18 slices of time, without geography; for tracks B and C.</summary>
internal sealed class SlicedRecord
{
    public const int Slices = 18;

    private readonly double[] rttMs;

    public SlicedRecord(string folder)
    {
        var nodes = Table.Read(Path.Combine(folder, "planetlab_nodes.csv.gz"));
        Groups = [.. nodes.Rows.Select(row => Table.Whole(row[nodes.Column("lan_group")]))];
        rttMs = new double[Slices * Groups.Length * Groups.Length];
        foreach (var row in Table.Read(Path.Combine(folder, "planetlab_rtt.csv.gz")).Rows)
        {
            var (a, b) = (Table.Whole(row[0]), Table.Whole(row[1]));
            for (var t = 0; t < Slices; t++)
            {
                rttMs[At(t, a, b)] = rttMs[At(t, b, a)] = Table.Number(row[2 + t]);
            }
        }

        Draws = Table.Read(Path.Combine(folder, "planetlab_draws.csv.gz"));
    }

    public int Nodes => Groups.Length;

    /// <summary>Nodes of one group stand in one prefix.</summary>
    public int[] Groups { get; }

    public Table Draws { get; }

    public double RttMs(int slice, int a, int b) => rttMs[At(slice, a, b)];

    public double[] Row(int slice, int client, int[] sites) => Array.ConvertAll(sites, site => RttMs(slice, client, site));

    private int At(int slice, int a, int b) => (((slice * Groups.Length) + a) * Groups.Length) + b;
}
