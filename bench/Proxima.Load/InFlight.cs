namespace Proxima.Load;

/// <summary>The queries of one socket that wait for an answer, by their message id.</summary>
internal sealed class InFlight
{
    /// <summary>After this a query is given up as lost. In nanoseconds.</summary>
    public const long PatienceNs = 300_000_000;

    private readonly Waiting[] slots = new Waiting[ushort.MaxValue + 1];
    private ushort next;

    public int Count { get; private set; }

    public bool IsFull => Count > 60_000;

    public ushort Begin(long at, uint expected)
    {
        while (slots[next].IsWaiting)
        {
            next++;
        }

        slots[next] = new Waiting { SentAt = at, Expected = expected, IsWaiting = true };
        Count++;
        return next++;
    }

    /// <summary>False: nobody waits for it, or not any more.</summary>
    public bool TryEnd(ushort id, out long sentAt, out uint expected)
    {
        ref var slot = ref slots[id];
        (sentAt, expected) = (slot.SentAt, slot.Expected);
        if (!slot.IsWaiting)
        {
            return false;
        }

        slot.IsWaiting = false;
        Count--;
        return true;
    }

    /// <summary>Gives up all and returns how many.</summary>
    public int GiveUpAll() => GiveUp(long.MaxValue);

    public int GiveUp(long now)
    {
        var lost = 0;
        foreach (ref var slot in slots.AsSpan())
        {
            if (slot.IsWaiting && now - slot.SentAt > PatienceNs)
            {
                slot.IsWaiting = false;
                Count--;
                lost++;
            }
        }

        return lost;
    }

    private struct Waiting
    {
        public long SentAt;
        public uint Expected;
        public bool IsWaiting;
    }
}
