namespace Proxima.Evaluation;

/// <summary>How much is generated.</summary>
internal sealed record SyntheticSize(int Nodes, int Draws, int[] Sites)
{
    /// <summary>About as much as the recorded sets have.</summary>
    public static SyntheticSize Full => new(120, 20, [8, 16]);

    /// <summary>A second's work.</summary>
    public static SyntheticSize Small => new(60, 3, [6]);
}
