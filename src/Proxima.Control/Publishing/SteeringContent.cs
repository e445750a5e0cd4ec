using Proxima.Engine.Steering;
using Proxima.Engine.Zones;

namespace Proxima.Control.Publishing;

/// <summary>A steering file without an error: what the next snapshot is compiled from.</summary>
public sealed record SteeringContent(SteeringModel Model, IReadOnlyList<Zone> Zones);
