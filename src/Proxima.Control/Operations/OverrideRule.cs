using Proxima.Engine.Health;
using Proxima.Engine.Steering;

namespace Proxima.Control.Operations;

/// <summary>What may be said about endpoints at all, by a person here or at a peer.</summary>
public static class OverrideRule
{
    public const int MaxWhoLength = 100;

    public const int MaxWhyLength = 200;

    /// <summary>Of a target as it is written; the database has room for as many.</summary>
    public const int MaxTargetLength = 140;

    /// <summary>How far from now an override may begin or end: a year catches a wrong unit.</summary>
    public static readonly TimeSpan Furthest = TimeSpan.FromDays(366);

    public static readonly IReadOnlyList<EndpointStatus> Sayable = [EndpointStatus.ForcedUp, EndpointStatus.ForcedDown, EndpointStatus.Draining];

    /// <summary>Unknown: the word is none of these.</summary>
    public static EndpointStatus ParseStatus(string? word) => Sayable.FirstOrDefault(known => SteeringWords.Of(known) == word);

    public static bool IsText(string? text, int most) => !string.IsNullOrWhiteSpace(text) && text.Length <= most && !text.Any(char.IsControl);

    /// <summary>Out of the calendar: as far away as it goes.</summary>
    public static DateTimeOffset Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(unixMs, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
}
