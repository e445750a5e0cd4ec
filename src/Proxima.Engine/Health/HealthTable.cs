namespace Proxima.Engine.Health;

/// <summary>Status of an endpoint. Unknown is not down.</summary>
public enum EndpointStatus : byte
{
    Unknown = 0, Up = 1, Down = 2, ForcedUp = 3, ForcedDown = 4, Draining = 5,
}

/// <summary>
/// One packed 64-bit word per endpoint slot, in memory of its own or in the mapped health file: written in place by the control process,
/// read by every worker, no lock. Bits 0-7 status, 8-63 the Unix second since when. Slots outlive snapshots.
/// </summary>
public sealed unsafe class HealthTable
{
    private readonly ulong[]? owned;
    private readonly ulong* words;

    /// <summary>A table in memory, every endpoint unknown.</summary>
    public HealthTable(int slots)
    {
        owned = GC.AllocateArray<ulong>(slots, pinned: true);
        words = (ulong*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(owned, 0);
        Slots = slots;
    }

    /// <summary>A table over mapped memory that outlives this object.</summary>
    public HealthTable(ulong* words, int slots)
    {
        this.words = words;
        Slots = slots;
    }

    public int Slots { get; }

    /// <summary>A slot the table does not have is unknown.</summary>
    public EndpointStatus StatusOf(int slot) => (uint)slot < (uint)Slots ? (EndpointStatus)(byte)Volatile.Read(ref words[slot]) : EndpointStatus.Unknown;

    public long SinceUnixSeconds(int slot) => (uint)slot < (uint)Slots ? (long)(Volatile.Read(ref words[slot]) >> 8) : 0;

    public void Set(int slot, EndpointStatus status, long sinceUnixSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)slot, (uint)Slots, nameof(slot));
        Volatile.Write(ref words[slot], ((ulong)sinceUnixSeconds << 8) | (byte)status);
    }
}
