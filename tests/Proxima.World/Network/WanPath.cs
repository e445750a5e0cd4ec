namespace Proxima.World;

/// <summary>How one host reaches another, one way. <see cref="Loss"/> is a share, 0 to 1.</summary>
internal readonly record struct WanPath(TimeSpan Delay, TimeSpan Jitter, double Loss, bool IsCut);
