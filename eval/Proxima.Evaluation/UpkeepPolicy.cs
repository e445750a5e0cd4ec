namespace Proxima.Evaluation;

/// <summary>How known decisions are kept fresh.</summary>
internal abstract class UpkeepPolicy
{
    /// <summary>First figures, by client and site.</summary>
    public abstract void Begin(double[][] firstMs);

    /// <summary>The site each client is served from in this slice.</summary>
    public abstract int[] Serve(int slice);

    /// <summary>Measures some of what this slice offers.</summary>
    public abstract void Measure(int slice, double[][] offeredMs);
}
