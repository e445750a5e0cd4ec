using Proxima.Engine.Latency;

namespace Proxima.Engine.Steering;

/// <summary>What filters may refer to when they are compiled: the model's sites, and the time for which the snapshot is made.</summary>
public sealed record FilterGround(IReadOnlyList<Site> Sites, DateTimeOffset Now)
{
    /// <summary>The site's number in the model; -1 when there is none.</summary>
    public int NumberOf(string site)
    {
        for (var number = 0; number < Math.Min(Sites.Count, LatencyRows.MaxSites); number++)
        {
            if (Sites[number].Name == site)
            {
                return number;
            }
        }

        return -1;
    }
}

/// <summary>What is wrong with a filter as written. <paramref name="Parameter"/> is null when it is the filter itself; <paramref name="Item"/> counts within a list.</summary>
public sealed record FilterProblem(string? Parameter, string What, string Expected, int Item = 0);

/// <summary>A filter with its parameters in the form its catalog line gives them, as a snapshot carries it.</summary>
public readonly record struct CompiledFilter(uint Number = 0, uint Whole = 0, double Share = 0)
{
    public ReadOnlyMemory<byte> Octets { get; init; }

    /// <summary>When compiling it again would give something else; null: never. No part of the snapshot.</summary>
    public DateTimeOffset? Until { get; init; }
}
