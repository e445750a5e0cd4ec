using System.Diagnostics.CodeAnalysis;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering.Filters;

namespace Proxima.Engine.Steering;

/// <summary>The explicit list of filters: a new one is a file, its manual page, and a line here. Numbers stand in snapshots and are never used again.</summary>
public static class FilterCatalog
{
    /// <summary>Most addresses that <c>take</c> can ask for.</summary>
    public const int MaxTake = SteeringTable.MaxCandidates;

    private static readonly Entry[] Entries =
    [
        new("healthy", 1, _ => default, _ => new HealthyFilter()),
        new("nearest", 2, NearestFilter.Read, filter => new NearestFilter(new Tolerance(new Rtt(filter.Whole), filter.Share))),
        new("weighted", 3, _ => default, _ => new WeightedFilter()),
        new("failover", 4, _ => default, _ => new FailoverFilter()),
        new("take", 5, read => new CompiledFilter { Whole = read.Whole("n", 2, 1, MaxTake) }, filter => new TakeFilter((int)filter.Whole)),
        new("slowstart", 6, SlowstartFilter.Read, filter => new SlowstartFilter(TimeSpan.FromSeconds(filter.Whole))),
        new("capacity", 7, _ => default, _ => new CapacityFilter()),
        new("quota", 8, read => new CompiledFilter { Share = read.Share("from", QuotaFilter.DefaultFrom, most: 99) }, filter => new QuotaFilter(filter.Share)),
        new("sticky", 9, StickyFilter.Read, filter => new StickyFilter((byte)filter.Whole, (byte)(filter.Whole >> 8))),
        new("rotate", 10, RotateFilter.Read, filter => new RotateFilter(filter.Whole)),
        new("schedule", 11, ScheduleFilter.Read, ScheduleFilter.Create),
        new("fence", 12, FenceFilter.Read, FenceFilter.Create),
        new("topology", 13, TopologyFilter.Read, TopologyFilter.Create),
        new("geo", 14, GeoFilter.Read, GeoFilter.Create),
        new(ReflectFilter.Name, 16, _ => default, _ => new ReflectFilter()),
        new("quality", 15, QualityFilter.Read, QualityFilter.Create),
    ];

    /// <summary>Names of all filters, in the catalog's order.</summary>
    public static IEnumerable<string> Names => Entries.Select(entry => entry.Name);

    /// <summary>Checks one filter as written and compiles it. False with every problem listed.</summary>
    public static bool TryCompile(FilterSettings settings, FilterGround ground, out CompiledFilter filter, out IReadOnlyList<FilterProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(settings);
        filter = default;
        if (Array.Find(Entries, entry => entry.Name == settings.Name) is not { } entry)
        {
            problems = [new FilterProblem(null, $"no filter is called '{settings.Name}'", NearestWord.Expectation(settings.Name, [.. Names]))];
            return false;
        }

        var parameters = new FilterParameters(settings, ground);
        filter = entry.Read(parameters) with { Number = entry.Number };
        problems = parameters.Finish();
        return problems.Count == 0;
    }

    /// <summary>When the filters of any policy would compile to something else than now: a boundary of a schedule, the next turn of a rotation. Null: never.</summary>
    public static DateTimeOffset? NextChange(SteeringModel model, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(model);
        var ground = new FilterGround(model.Sites, now);
        DateTimeOffset? next = null;
        foreach (var settings in model.Policies.SelectMany(policy => policy.Chain))
        {
            next = TryCompile(settings, ground, out var filter, out _) && filter.Until is { } until && !(until >= next) ? until : next;
        }

        return next;
    }

    internal static string NameOf(in CompiledFilter filter) => EntryOf(filter.Number).Name;

    internal static IFilter Create(in CompiledFilter filter) => EntryOf(filter.Number).Create(filter);

    private static Entry EntryOf(uint number) => Array.Find(Entries, entry => entry.Number == number) ?? ThrowUnknown(number);

    [DoesNotReturn]
    private static Entry ThrowUnknown(uint number) => throw new InvalidDataException($"The snapshot has a filter number {number} that this version does not know; its version number should have said so.");

    private sealed record Entry(string Name, uint Number, Func<FilterParameters, CompiledFilter> Read, Func<CompiledFilter, IFilter> Create);
}
