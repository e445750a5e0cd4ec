using Proxima.Engine.Snapshots;
using Proxima.Engine.Steering;

namespace Proxima.Engine.Zones;

/// <summary>All zones as they lie in the snapshot.</summary>
public static class ZoneSection
{
    /// <summary>Steered names get their (name, type) as steered records in the zone they lie in; a steered name in no zone is an error of the caller.</summary>
    public static SectionBuilder Build(IReadOnlyList<Zone> zones, IReadOnlyList<SteeredName> names, SteeringModel model) => throw new NotImplementedException();
}
