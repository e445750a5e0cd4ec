using Proxima.Engine.Latency;

namespace Proxima.Engine.Listeners;

/// <summary>All slots for connections, made at the start. Looking through them is linear: a thousand slots take about a microsecond.</summary>
internal sealed class TcpConnectionTable : IDisposable
{
    private readonly TcpConnection[] slots;

    public TcpConnectionTable(int capacity)
    {
        slots = new TcpConnection[capacity];
        for (var i = 0; i < capacity; i++)
        {
            slots[i] = new TcpConnection();
        }
    }

    public int Count => slots.Length;

    public TcpConnection this[int index] => slots[index];

    /// <summary>Below 0: all are taken.</summary>
    public int FreeSlot()
    {
        for (var i = 0; i < slots.Length; i++)
        {
            if (!slots[i].IsOpen)
            {
                return i;
            }
        }

        return -1;
    }

    public int CountOf(in Prefix client)
    {
        var count = 0;
        foreach (var slot in slots)
        {
            count += slot.IsOpen && slot.Client == client ? 1 : 0;
        }

        return count;
    }

    /// <summary>The idle connection whose time would be up first; below 0: none is idle.</summary>
    public int OldestIdle()
    {
        var oldest = -1;
        for (var i = 0; i < slots.Length; i++)
        {
            if (slots[i].IsOpen && slots[i].IsIdle && (oldest < 0 || slots[i].Deadline < slots[oldest].Deadline))
            {
                oldest = i;
            }
        }

        return oldest;
    }

    /// <summary>Closes every connection whose time is up and returns how many.</summary>
    public int CloseLate(long now)
    {
        var closed = 0;
        foreach (var slot in slots)
        {
            if (slot.IsOpen && slot.Deadline <= now)
            {
                slot.Close();
                closed++;
            }
        }

        return closed;
    }

    public void Dispose()
    {
        foreach (var slot in slots)
        {
            slot.Dispose();
        }
    }
}
