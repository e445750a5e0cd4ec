using Proxima.Engine.Latency;

namespace Proxima.Engine.Listeners;

/// <summary>All slots for connections, made at the start. Taking and leaving one costs the same however many are open.</summary>
internal sealed class TcpConnectionTable : IDisposable
{
    /// <summary>Idle connections found by one look through all: each newcomer that finds no slot needs one.</summary>
    private const int MostOldest = 64;

    private readonly TcpBuffers buffers = new(TcpConnection.BufferLength);
    private readonly TcpConnection[] slots;
    private readonly int[] free;
    private readonly Dictionary<Prefix, int> clients;
    private readonly PriorityQueue<(int Slot, long Deadline), long> oldest = new(MostOldest + 1);
    private readonly (int Slot, long Deadline)[] leaving = new (int, long)[MostOldest];
    private int freeCount;
    private int leavingCount;

    public TcpConnectionTable(int capacity)
    {
        slots = new TcpConnection[capacity];
        free = new int[capacity];
        clients = new Dictionary<Prefix, int>(capacity);
        for (var i = capacity - 1; i >= 0; i--)
        {
            slots[i] = new TcpConnection(buffers);
            free[freeCount++] = i;
        }
    }

    public TcpConnection this[int index] => slots[index];

    public int Capacity => slots.Length;

    public bool HasFreeSlot => freeCount > 0;

    public int CountOf(in Prefix client) => clients.GetValueOrDefault(client);

    /// <summary>Only while there is a free slot. Returns its number.</summary>
    public int Open(int descriptor, in Prefix sender, int door)
    {
        var slot = free[--freeCount];
        slots[slot].Open(descriptor, sender, door);
        clients[slots[slot].Client] = CountOf(slots[slot].Client) + 1;
        return slot;
    }

    public void Close(int slot)
    {
        var client = slots[slot].Client;
        slots[slot].Close();
        free[freeCount++] = slot;
        if (clients[client] == 1)
        {
            clients.Remove(client);
        }
        else
        {
            clients[client]--;
        }
    }

    /// <summary>The idle connection whose time would be up first; below 0: none is idle.</summary>
    public int OldestIdle()
    {
        while (leavingCount > 0)
        {
            // Who has asked since has a later deadline; who has not is still older than all that were not in this list.
            var (slot, deadline) = leaving[--leavingCount];
            if (slots[slot].IsOpen && slots[slot].IsIdle && slots[slot].Deadline == deadline)
            {
                return slot;
            }
        }

        FindOldest();
        return leavingCount > 0 ? leaving[--leavingCount].Slot : -1;
    }

    /// <summary>Closes every connection whose time is up and returns how many.</summary>
    public int CloseLate(long now)
    {
        var closed = 0;
        for (var slot = 0; slot < slots.Length; slot++)
        {
            if (slots[slot].IsOpen && slots[slot].Deadline <= now)
            {
                Close(slot);
                closed++;
            }
        }

        return closed;
    }

    public void Dispose()
    {
        foreach (var slot in slots)
        {
            if (slot.IsOpen)
            {
                slot.Close();
            }
        }

        buffers.Dispose();
    }

    // The oldest ends up last, to be taken first.
    private void FindOldest()
    {
        for (var slot = 0; slot < slots.Length; slot++)
        {
            if (slots[slot].IsOpen && slots[slot].IsIdle)
            {
                var deadline = slots[slot].Deadline;
                oldest.Enqueue((slot, deadline), -deadline);
                if (oldest.Count > MostOldest)
                {
                    oldest.Dequeue();
                }
            }
        }

        while (oldest.Count > 0)
        {
            leaving[leavingCount++] = oldest.Dequeue();
        }
    }
}
