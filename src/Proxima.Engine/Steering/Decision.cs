using Proxima.Engine.Latency;

namespace Proxima.Engine.Steering;

/// <summary>How one steered question was decided; the candidates lie in the caller's span, kept ones first.</summary>
public readonly record struct Decision(int Kept, int Considered, uint Ttl, byte ScopeLength, Rung Rung, bool WasEmpty);
