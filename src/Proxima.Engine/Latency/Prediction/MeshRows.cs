namespace Proxima.Engine.Latency.Prediction;

/// <summary>The site mesh as the predictor uses it: without gaps, and as networks of its own, since a site is a network too.</summary>
internal static class MeshRows
{
    /// <summary>RTT of a host next to a site.</summary>
    private const double AtTheSiteMs = 0.5;

    /// <summary>Gaps are filled by the distance law, or by the median of what is known; without either by 100 ms, the middle of the world.</summary>
    public static double[] Complete(SiteMesh mesh, DistanceLaw law)
    {
        var n = mesh.Count;
        var result = new double[n * n];
        var known = Enumerable.Range(0, n * n).Where(i => i / n != i % n).Select(i => mesh.RttMs(i / n, i % n)).Where(double.IsFinite);
        var median = Middle.Of(known);
        for (var a = 0; a < n; a++)
        {
            for (var b = 0; b < n; b++)
            {
                var ms = mesh.RttMs(a, b);
                result[(a * n) + b] = double.IsFinite(ms) ? ms
                    : mesh.PositionOf(a) is { } from && mesh.PositionOf(b) is { } to ? law.MsAt(from.KilometresTo(to))
                    : double.IsFinite(median) ? median : 100;
            }
        }

        return result;
    }

    public static List<double[]> AsNetworks(double[] distances, int n) =>
        [.. Enumerable.Range(0, n).Select(a => Enumerable.Range(0, n).Select(b => LogRtt.Of(a == b ? AtTheSiteMs : distances[(a * n) + b])).ToArray())];
}
