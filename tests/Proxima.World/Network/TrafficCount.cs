namespace Proxima.World;

/// <summary>What became of the packets, for <c>show</c>.</summary>
internal sealed class TrafficCount
{
    public long Delivered, LostByChance, CutOrDown, NoSuchHost, QueueFull, TtlExceeded, Refused;

    public string Format() =>
        $"packets delivered={Delivered} lost={LostByChance} cut-or-down={CutOrDown} no-such-host={NoSuchHost} queue-full={QueueFull} ttl-exceeded={TtlExceeded} refused={Refused}";
}
