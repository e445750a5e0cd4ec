namespace Proxima.Engine.Health;

/// <summary>
/// All that an answer knows of one endpoint between snapshots, in 64 bits, so that one read gives one state. Zero is an endpoint nobody has
/// said anything of: unknown, settled, not shed, nothing used.
/// <code>
///   bits  0-3  status          36-47  seconds until it counts as settled
///         4-35 since when      48-55  share of its clients to shed, in 255ths
///                              56-63  share of its site's quota used, in 200ths
/// </code>
/// </summary>
public readonly record struct HealthWord(ulong Bits)
{
    /// <summary>Longest an endpoint counts as new after it came back: what 12 bits hold, about an hour.</summary>
    public const int MaxUnsettledSeconds = 4095;

    /// <summary>The most that is told of a quota: what 8 bits hold in 200ths.</summary>
    public const double MaxUsed = 255 / UsedSteps;

    private const double UsedSteps = 200;
    private const double ShedSteps = 255;

    public EndpointStatus Status => (EndpointStatus)(Bits & 15);

    /// <summary>Since when the status is what it is, in Unix seconds (unsigned: until 2106).</summary>
    public uint SinceUnixSeconds => (uint)(Bits >> 4);

    /// <summary>Counts down from <see cref="MaxUnsettledSeconds"/> after the endpoint came back; 0 when it has been available for long.</summary>
    public int UnsettledSeconds => (int)(Bits >> 36) & MaxUnsettledSeconds;

    /// <summary>The share of its clients that go elsewhere because of its load, 0 to 1.</summary>
    public double Shed => (byte)(Bits >> 48) / ShedSteps;

    /// <summary>The share of its site's quota that is used up; above 1 it is exceeded.</summary>
    public double Used => (byte)(Bits >> 56) / UsedSteps;

    public HealthWord With(EndpointStatus status, long sinceUnixSeconds) =>
        new((Bits & ~0xF_FFFF_FFFFUL) | ((ulong)(uint)Math.Clamp(sinceUnixSeconds, 0, uint.MaxValue) << 4) | (byte)status);

    public HealthWord WithUnsettled(long seconds) =>
        new((Bits & ~(0xFFFUL << 36)) | ((ulong)Math.Clamp(seconds, 0, MaxUnsettledSeconds) << 36));

    public HealthWord WithShed(double share) => new((Bits & ~(0xFFUL << 48)) | ((ulong)Math.Round(Math.Clamp(share, 0, 1) * ShedSteps) << 48));

    public HealthWord WithUsed(double share) => new((Bits & ~(0xFFUL << 56)) | ((ulong)Math.Round(Math.Clamp(share, 0, MaxUsed) * UsedSteps) << 56));
}
