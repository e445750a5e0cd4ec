namespace Proxima.Engine.Latency;

/// <summary>Rows of slots of one width, in blocks: a million rows grow without ever being copied, and no row is an object.</summary>
internal sealed class SlotStore(int width)
{
    private const int BlockBits = 12;
    private const int RowsPerBlock = 1 << BlockBits;

    private readonly List<uint[]> blocks = [];

    public int Count { get; private set; }

    public Span<uint> this[int row] => blocks[row >> BlockBits].AsSpan((row & (RowsPerBlock - 1)) * width, width);

    /// <summary>Adds a row of unknown slots and returns its number.</summary>
    public int Add()
    {
        if (Count == blocks.Count << BlockBits)
        {
            blocks.Add(new uint[RowsPerBlock * width]);
        }

        this[Count].Fill(LatencySlot.Unknown.Bits);
        return Count++;
    }
}
