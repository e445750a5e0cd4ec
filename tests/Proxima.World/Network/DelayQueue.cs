namespace Proxima.World;

/// <summary>
/// Packets under way, the next due first. Bounded: when <see cref="MaxPackets"/> are under way a new one is dropped, as a
/// router's buffer would. At 330 ms each way that is some 100,000 packets a second, more than the devices carry.
/// </summary>
internal sealed class DelayQueue
{
    public const int MaxPackets = 32_768;

    private readonly PriorityQueue<Packet, long> underWay = new();
    private readonly Stack<Packet> free = new();

    public int Count => underWay.Count;

    /// <summary>A packet to read into. Every one taken is either pushed or given back.</summary>
    public Packet Take() => free.TryPop(out var packet) ? packet : new Packet();

    public void GiveBack(Packet packet) => free.Push(packet);

    /// <summary>False when full; the packet is then still the caller's.</summary>
    public bool TryPush(Packet packet, long due)
    {
        if (underWay.Count >= MaxPackets)
        {
            return false;
        }

        underWay.Enqueue(packet, due);
        return true;
    }

    public bool TryPeekDue(out long due) => underWay.TryPeek(out _, out due);

    public Packet Pop() => underWay.Dequeue();
}
