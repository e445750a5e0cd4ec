using System.Diagnostics;

namespace Proxima.World;

/// <summary>
/// Decides what becomes of one packet: when it arrives, or why it does not. Knows no device; the forwarder reads and writes.
/// </summary>
internal sealed class Wire(WorldDescription world, DelayQueue queue, TrafficCount count)
{
    private readonly AddressMap addresses = new(world.Hosts);
    private readonly Random random = new(world.Seed);
    private readonly long[] lastDue = new long[world.Hosts.Count * world.Hosts.Count];

    public PathTable Paths => world.Paths;

    /// <summary>Sends a packet on its way, or drops it, or turns it into an ICMP error to its sender.</summary>
    /// <param name="packet">Read from the host <paramref name="from"/>; owned by the queue from here on.</param>
    public void Send(Packet packet, int from, long now)
    {
        if (!TrySend(packet, from, now))
        {
            queue.GiveBack(packet);
        }
    }

    private bool TrySend(Packet packet, int from, long now)
    {
        if (!IpPacket.IsWhole(packet.Bytes))
        {
            return Drop(ref count.NoSuchHost);
        }

        packet.To = addresses.Find(IpPacket.Destination(packet.Bytes));
        if (packet.To == AddressMap.Nobody || packet.To == from)
        {
            return Drop(ref count.NoSuchHost);
        }

        if (Paths.IsDown(from) || Paths.IsDown(packet.To) || Paths[from, packet.To].IsCut)
        {
            return Drop(ref count.CutOrDown);
        }

        if (!IpPacket.TryDecrementTtl(packet.Bytes))
        {
            return SendTimeExceeded(packet, from, now);
        }

        return TrySchedule(packet, from, now);
    }

    private bool TrySchedule(Packet packet, int from, long now)
    {
        ref readonly var path = ref Paths[from, packet.To];
        if (path.Loss > 0 && random.NextDouble() < path.Loss)
        {
            return Drop(ref count.LostByChance);
        }

        var delay = path.Delay + (path.Jitter * (path.Jitter > TimeSpan.Zero ? random.NextDouble() : 0));
        // A path keeps the order of its packets: jitter is queueing, and queues do not overtake.
        ref var last = ref lastDue[(from * world.Hosts.Count) + packet.To];
        var due = Math.Max(now + (long)(delay.TotalSeconds * Stopwatch.Frequency), last + 1);
        if (!queue.TryPush(packet, due))
        {
            return Drop(ref count.QueueFull);
        }

        last = due;
        return true;
    }

    /// <summary>The router stands at the sender's door: its error comes back at once.</summary>
    private bool SendTimeExceeded(Packet packet, int from, long now)
    {
        count.TtlExceeded++;
        var error = queue.Take();
        error.Length = TimeExceeded.Write(packet.Bytes, error.Buffer);
        error.To = from;
        if (!queue.TryPush(error, now))
        {
            queue.GiveBack(error);
        }

        return false;
    }

    private static bool Drop(ref long counter)
    {
        counter++;
        return false;
    }
}
