namespace Proxima.Engine.Latency.Probing;

/// <summary>What is known of one path that may be probed: what that is worth, and what was heard of it last.</summary>
public readonly record struct PathOutlook(double Worth, PathNews News)
{
    /// <summary>Nothing is known.</summary>
    public static PathOutlook Open => new(1, default);
}
