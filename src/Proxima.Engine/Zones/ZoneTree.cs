using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Zones;

/// <summary>All zones of a snapshot as one searchable tree of owner names, read in place.</summary>
public sealed class ZoneTree
{
    public ZoneTree(SectionView section) => _ = section;
}
