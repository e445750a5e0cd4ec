using System.Diagnostics.CodeAnalysis;
using Proxima.Engine.Steering;

namespace Proxima.Control.Operations;

/// <summary>How wide an override reaches. The narrower one wins over the wider.</summary>
public enum OverrideReach : byte
{
    Site = 0, Pool = 1, Endpoint = 2,
}

/// <summary>What an override is about, as a person writes it: <c>POOL/ENDPOINT</c>, <c>pool:POOL</c> or <c>site:SITE</c>.</summary>
public sealed record OverrideTarget(OverrideReach Reach, string Name)
{
    public const string Expected = "POOL/ENDPOINT, pool:POOL or site:SITE";

    private const string PoolMark = "pool:";
    private const string SiteMark = "site:";

    public static bool TryParse(string? text, [NotNullWhen(true)] out OverrideTarget? target)
    {
        target = text switch
        {
            null => null,
            _ when text.StartsWith(PoolMark, StringComparison.Ordinal) => new OverrideTarget(OverrideReach.Pool, text[PoolMark.Length..]),
            _ when text.StartsWith(SiteMark, StringComparison.Ordinal) => new OverrideTarget(OverrideReach.Site, text[SiteMark.Length..]),
            _ when text.Contains('/', StringComparison.Ordinal) => new OverrideTarget(OverrideReach.Endpoint, text),
            _ => null,
        };
        return target is { Name.Length: > 0 };
    }

    /// <summary>Every target that an override on this steering could name.</summary>
    public static IEnumerable<string> AllOf(SteeringModel model) =>
    [
        .. model.Pools.SelectMany(pool => pool.Endpoints.Select(endpoint => $"{pool.Name}/{endpoint.Name}")),
        .. model.Pools.Select(pool => PoolMark + pool.Name),
        .. model.Sites.Select(site => SiteMark + site.Name),
    ];

    public bool Covers(Pool pool, Endpoint endpoint) => Reach switch
    {
        OverrideReach.Site => endpoint.Site == Name,
        OverrideReach.Pool => pool.Name == Name,
        _ => Name == $"{pool.Name}/{endpoint.Name}",
    };

    public override string ToString() => Reach switch
    {
        OverrideReach.Site => SiteMark + Name,
        OverrideReach.Pool => PoolMark + Name,
        _ => Name,
    };
}
