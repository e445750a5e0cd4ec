namespace Proxima.Engine.Latency;

/// <summary>One row beside what the last map said of its network: its own figures, what was foretold for its gaps, and whether that still follows from them.</summary>
internal sealed class RowRecall(int siteCount)
{
    /// <summary>A network's own figure that moved by less does not change what it foretells.</summary>
    private const double SameShare = 0.05;
    private const double SameMs = 1;

    /// <summary>On the log scale: a figure that is expected to be half as large again, or two thirds, is not the path's.</summary>
    private const double MostDisbelief = 0.4;

    private readonly uint[] before = new uint[siteCount];

    /// <summary>Own figures in milliseconds by site, NaN where there is none.</summary>
    public double[] Own { get; } = new double[siteCount];

    /// <summary>From 0 to 1 by site.</summary>
    public double[] Doubts { get; } = new double[siteCount];

    /// <summary>Whether the last map foretold any of it.</summary>
    public bool WasForetold { get; private set; }

    /// <summary>Whether what was foretold follows from its own figures as they are now.</summary>
    public bool IsStillTrue { get; private set; }

    /// <summary>Reads a row whose slots are by site; returns how many figures of its own it has.</summary>
    public int Read(ReadOnlySpan<uint> figures)
    {
        var count = 0;
        for (var site = 0; site < Own.Length; site++)
        {
            var slot = new LatencySlot(figures[site]);
            Own[site] = slot.IsOwn ? slot.Rtt.Milliseconds : double.NaN;
            Doubts[site] = 1 - (slot.Confidence / 15.0);
            count += slot.IsOwn ? 1 : 0;
        }

        return count;
    }

    /// <summary>Compares with the row of the last map; empty when it had none.</summary>
    public void Recall(ReadOnlySpan<LatencySlot> known, bool isStale)
    {
        Array.Fill(before, LatencySlot.Unknown.Bits);
        WasForetold = false;
        foreach (var slot in known)
        {
            before[slot.Site] = slot.Bits;
            WasForetold |= slot.IsForetold;
        }

        IsStillTrue = !isStale;
        for (var site = 0; IsStillTrue && site < Own.Length; site++)
        {
            var slot = new LatencySlot(before[site]);
            var isOwn = double.IsFinite(Own[site]);
            IsStillTrue = slot.IsOwn == isOwn && (!isOwn || Math.Abs(Own[site] - slot.Rtt.Milliseconds) <= Math.Max(SameMs, SameShare * Own[site]));
        }
    }

    /// <summary>Puts what was foretold into the gaps.</summary>
    public void Keep(Span<uint> figures)
    {
        for (var site = 0; site < figures.Length; site++)
        {
            var isKept = figures[site] == LatencySlot.Unknown.Bits && new LatencySlot(before[site]).IsForetold;
            figures[site] = isKept ? before[site] : figures[site];
        }
    }

    /// <summary>A doubtful figure that fits nothing else of the network must not win by being low: what is expected then stands in its place.</summary>
    public bool IsBelieved(int site, double expectedMs) =>
        double.IsFinite(Own[site]) && (Doubts[site] == 0 || Math.Abs(Math.Log(expectedMs / Math.Max(Own[site], SameMs))) <= MostDisbelief);
}
