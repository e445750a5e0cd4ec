namespace Proxima.Engine.Steering;

/// <summary>What an answer needs of a decision: how many endpoints lie in the caller's span, in order. TTL in seconds.</summary>
public readonly record struct Choice(int Kept, uint Ttl, byte ScopeLength);
