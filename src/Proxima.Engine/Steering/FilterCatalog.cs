using System.Diagnostics.CodeAnalysis;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering.Filters;

namespace Proxima.Engine.Steering;

/// <summary>What is wrong with a filter as written. <paramref name="Parameter"/> is null when it is the filter's name.</summary>
public sealed record FilterProblem(string? Parameter, string What, string Expected);

/// <summary>The explicit list of filters: a new one is a file, its manual page, and a line here. Numbers stand in snapshots and are never used again.</summary>
public static class FilterCatalog
{
    /// <summary>Most addresses that <c>take</c> can ask for.</summary>
    public const int MaxTake = SteeringTable.MaxCandidates;

    private static readonly Entry[] Entries =
    [
        new("healthy", 1, _ => default, _ => new HealthyFilter()),
        new("nearest", 2, ReadNearest, block => new NearestFilter(new Tolerance(new Rtt(block.Whole), block.Share))),
        new("weighted", 3, _ => default, _ => new WeightedFilter()),
        new("failover", 4, _ => default, _ => new FailoverFilter()),
        new("take", 5, read => new FilterBlock { Whole = read.Whole("n", 2, 1, MaxTake) }, block => new TakeFilter((int)block.Whole)),
    ];

    /// <summary>Names of all filters, in the catalog's order.</summary>
    public static IEnumerable<string> Names => Entries.Select(entry => entry.Name);

    /// <summary>Checks one filter as written and compiles it. False with every problem listed.</summary>
    public static bool TryCompile(FilterSettings settings, out FilterBlock block, out IReadOnlyList<FilterProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(settings);
        block = default;
        if (Array.Find(Entries, entry => entry.Name == settings.Name) is not { } entry)
        {
            problems = [new FilterProblem(null, $"no filter is called '{settings.Name}'", NearestWord.Expectation(settings.Name, [.. Names]))];
            return false;
        }

        var parameters = new FilterParameters(settings);
        block = entry.Read(parameters) with { Number = entry.Number };
        problems = parameters.Finish();
        return problems.Count == 0;
    }

    internal static string NameOf(in FilterBlock block) => EntryOf(block.Number).Name;

    internal static IFilter Create(in FilterBlock block) => EntryOf(block.Number).Create(block);

    private static FilterBlock ReadNearest(FilterParameters read)
    {
        read.Refuse("dwell", "'dwell' is no parameter of 'nearest'", "the dwell in the node's settings: it belongs to the latency map, which all policies share");
        return new FilterBlock
        {
            Whole = read.Microseconds("tolerance", Tolerance.Default.Absolute.Microseconds),
            Share = read.Share("share", Tolerance.Default.Share),
        };
    }

    private static Entry EntryOf(uint number) => Array.Find(Entries, entry => entry.Number == number) ?? ThrowUnknown(number);

    [DoesNotReturn]
    private static Entry ThrowUnknown(uint number) => throw new InvalidDataException($"The snapshot has a filter number {number} that this version does not know; its version number should have said so.");

    private sealed record Entry(string Name, uint Number, Func<FilterParameters, FilterBlock> Read, Func<FilterBlock, IFilter> Create);
}
