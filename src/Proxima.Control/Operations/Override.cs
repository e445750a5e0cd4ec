using Proxima.Engine.Health;

namespace Proxima.Control.Operations;

/// <summary>
/// What a person said about endpoints against or beside the monitors: forced up, forced down or draining, who, when and why. It holds from
/// <paramref name="From"/> (a maintenance window lies in the future) until <paramref name="Until"/>; null: until it is taken back.
/// </summary>
public sealed record Override(
    long Id, OverrideTarget Target, EndpointStatus Status, string Who, string Why, DateTimeOffset SetAt, DateTimeOffset From, DateTimeOffset? Until)
{
    public bool IsInForce(DateTimeOffset now) => From <= now && !IsOver(now);

    public bool IsOver(DateTimeOffset now) => Until <= now;
}

/// <summary>What a person asks for, before it has a number.</summary>
public sealed record OverrideWish(OverrideTarget Target, EndpointStatus Status, string Who, string Why, DateTimeOffset? From, DateTimeOffset? Until);
