namespace Proxima.Engine.Health;

/// <summary>Status of an endpoint. Unknown is not down.</summary>
public enum EndpointStatus : byte
{
    Unknown = 0, Up = 1, Down = 2, ForcedUp = 3, ForcedDown = 4, Draining = 5,
}

/// <summary>
/// One packed <see cref="HealthWord"/> per endpoint slot, in memory of its own or in the mapped health file: written in place by the control
/// process, read by every worker, no lock. Slots outlive snapshots.
/// <para>
/// Every change moves <see cref="Generation"/> after the word: what was concluded from words read after a generation holds as long as that
/// generation stands. A writer that dies between the two leaves the old generation; the next one moves it first (<see cref="HealthFile.Create"/>).
/// </para>
/// </summary>
public sealed unsafe class HealthTable
{
    private readonly ulong[]? owned;
    private readonly ulong* words;
    private readonly ulong* generation;

    /// <summary>A table in memory, every endpoint unknown.</summary>
    public HealthTable(int slots)
    {
        owned = GC.AllocateArray<ulong>(slots + 1, pinned: true);
        words = (ulong*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(owned, 0);
        generation = words + slots;
        Slots = slots;
    }

    /// <summary>A table over mapped memory that outlives this object.</summary>
    public HealthTable(ulong* words, ulong* generation, int slots)
    {
        this.words = words;
        this.generation = generation;
        Slots = slots;
    }

    public int Slots { get; }

    /// <summary>Differs from every earlier value once any word has changed.</summary>
    public ulong Generation => Volatile.Read(ref *generation);

    /// <summary>A slot the table does not have is unknown.</summary>
    public HealthWord WordOf(int slot) => (uint)slot < (uint)Slots ? new HealthWord(Volatile.Read(ref words[slot])) : default;

    public EndpointStatus StatusOf(int slot) => WordOf(slot).Status;

    public long SinceUnixSeconds(int slot) => WordOf(slot).SinceUnixSeconds;

    /// <summary>A new status; the word's other numbers stay.</summary>
    public void Set(int slot, EndpointStatus status, long sinceUnixSeconds) => Set(slot, WordOf(slot).With(status, sinceUnixSeconds));

    /// <summary>The whole word at once. One thread writes, see <c>HealthSlots</c>.</summary>
    public void Set(int slot, HealthWord word)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)slot, (uint)Slots, nameof(slot));
        Volatile.Write(ref words[slot], word.Bits);
        MoveGeneration();
    }

    internal void MoveGeneration() => Interlocked.Increment(ref *generation);
}
