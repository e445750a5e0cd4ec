using Xunit.Sdk;
using Xunit.v3;

namespace Proxima.EndToEnd;

/// <summary>Collections that take minutes, most of them waiting, begin first: begun last, they would be waited for alone.</summary>
internal sealed class LongestFirst : ITestCollectionOrderer
{
    /// <summary>By the time they take, from four minutes to one.</summary>
    private static readonly string[] Long = [MainJobCollection.Name, Cluster.ClusterTestGroup.Name, nameof(PassiveTests), nameof(MergedScopeTests), nameof(Packages.PackageLifeTests), nameof(PowerDns.PipeTests)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Array.FindIndex(Long, name => IsOf(collection.TestCollectionDisplayName, name)) is >= 0 and var place ? place : Long.Length)];

    // "main job", or "Test collection for Proxima.EndToEnd.PassiveTests (id: ...)".
    private static bool IsOf(string displayName, string name) => displayName == name || displayName.Contains($".{name} ", StringComparison.Ordinal);
}
