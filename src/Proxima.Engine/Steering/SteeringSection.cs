using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Steering;

/// <summary>Sites, endpoints, compiled policies and steered records as they lie in the snapshot.</summary>
public static class SteeringSection
{
    /// <summary>Steered records are numbered A before AAAA, name by name in the model's order, as <see cref="SteeredRecordNumbers"/> says.</summary>
    public static SectionBuilder Build(SnapshotContent content, SectionBuilder latency) => throw new NotImplementedException();
}
