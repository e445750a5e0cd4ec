namespace Proxima.Engine.Latency.Prediction;

/// <summary>What is known of the sites themselves: RTT between each two (NaN: not measured) and where they stand.</summary>
public sealed class SiteMesh
{
    private readonly double[] symmetric;
    private readonly GeoPosition?[] positions;

    /// <param name="rttMs">Row by row; made symmetric by the smaller of the two directions. The diagonal is not read.</param>
    /// <param name="positions">By site; null where unknown.</param>
    public SiteMesh(ReadOnlySpan<double> rttMs, ReadOnlySpan<GeoPosition?> positions)
    {
        Count = positions.Length;
        ArgumentOutOfRangeException.ThrowIfNotEqual(rttMs.Length, Count * Count, nameof(rttMs));
        this.positions = positions.ToArray();
        symmetric = new double[Count * Count];
        for (var a = 0; a < Count; a++)
        {
            for (var b = 0; b < Count; b++)
            {
                var there = rttMs[(a * Count) + b];
                var back = rttMs[(b * Count) + a];
                symmetric[(a * Count) + b] = a == b ? 0 : double.IsNaN(there) ? back : double.IsNaN(back) ? there : Math.Min(there, back);
            }
        }
    }

    public int Count { get; }

    /// <summary>Nothing is known between the sites.</summary>
    public static SiteMesh Unmeasured(ReadOnlySpan<GeoPosition?> positions)
    {
        var rttMs = new double[positions.Length * positions.Length];
        Array.Fill(rttMs, double.NaN);
        return new SiteMesh(rttMs, positions);
    }

    /// <summary>NaN where not measured, 0 from a site to itself.</summary>
    public double RttMs(int a, int b) => symmetric[(a * Count) + b];

    public GeoPosition? PositionOf(int site) => positions[site];

    /// <summary>True when every site's place is known: only then does geography say anything about their order.</summary>
    public bool HasPositions => Count > 0 && Array.TrueForAll(positions, position => position is not null);
}
