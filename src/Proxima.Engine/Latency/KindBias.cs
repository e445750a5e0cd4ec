namespace Proxima.Engine.Latency;

/// <summary>What was learned of one kind of evidence at one site, as the store keeps it.</summary>
public readonly record struct KindBiasRow(ushort Site, Evidence Evidence, double BiasMs, uint Count);

/// <summary>
/// By how much each kind of evidence differs from the more trusted ones, by site: learned where two kinds measured the same path within a
/// quarter of a half-life. It is the median of the differences, found step by step (Robbins and Monro, 1951): each one moves it by a step
/// to its side whatever its size, so that no wild figure counts for more than another. By site, since what lies before a site's probes and
/// its services is its own matter, and so that an agent that lies falsifies nobody's figures but its own.
/// </summary>
internal sealed class KindBias
{
    /// <summary>Farthest from what is expected, in milliseconds: a difference beyond it is another path, not another kind.</summary>
    public const float MostLearnedMs = 30;

    private const int Kinds = (int)Evidence.Covering;
    private const float FirstStepMs = 4;
    private const float LeastStepMs = 0.02f;
    private const float StepsAtFull = 8;
    private const float ComparisonsToBelieveHalf = 8;

    private Cell[] cells = [];

    /// <summary>What was learned, as far as it is believed: of eight comparisons half, of few little, since a machine that was busy for some probes is no kind.</summary>
    public float Of(ushort site, Evidence evidence)
    {
        var expected = EvidenceWeight.Of(evidence).BiasMs;
        var at = (site * Kinds) + (int)evidence;
        return at < cells.Length ? expected + (cells[at].LearnedMs(expected) * (cells[at].Count / (cells[at].Count + ComparisonsToBelieveHalf))) : expected;
    }

    /// <summary>A sample of one kind came out longer (shorter) than the path's figure by the other; <paramref name="isLonger"/> is of the new one.</summary>
    public void Learn(ushort site, Evidence sample, Evidence path, bool isLonger)
    {
        var isSampleCorrected = EvidenceWeight.Of(sample).Trust > EvidenceWeight.Of(path).Trust;
        var evidence = isSampleCorrected ? sample : path;
        var expected = EvidenceWeight.Of(evidence).BiasMs;
        ref var cell = ref CellOf(site, evidence);
        var step = Math.Max(LeastStepMs, FirstStepMs / (1 + (cell.Count / StepsAtFull)));
        cell.BiasMs = Math.Clamp(expected + cell.LearnedMs(expected) + (isLonger == isSampleCorrected ? step : -step), expected - MostLearnedMs, expected + MostLearnedMs);
        cell.Count = Math.Min(cell.Count + 1, uint.MaxValue - 1);
    }

    public IEnumerable<KindBiasRow> Export()
    {
        for (var at = 0; at < cells.Length; at++)
        {
            if (cells[at].Count > 0)
            {
                yield return new((ushort)(at / Kinds), (Evidence)(at % Kinds), cells[at].BiasMs, cells[at].Count);
            }
        }
    }

    public void Import(in KindBiasRow row) => CellOf(row.Site, row.Evidence) = new Cell { BiasMs = (float)row.BiasMs, Count = row.Count };

    private ref Cell CellOf(ushort site, Evidence evidence)
    {
        var at = (site * Kinds) + (int)evidence;
        if (at >= cells.Length)
        {
            Array.Resize(ref cells, Math.Max((site + 1) * Kinds, cells.Length * 2));
        }

        return ref cells[at];
    }

    private struct Cell
    {
        public float BiasMs;
        public uint Count;

        public readonly float LearnedMs(float expectedMs) => Count > 0 ? BiasMs - expectedMs : 0;
    }
}
