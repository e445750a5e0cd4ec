namespace Proxima.Engine.Latency;

/// <summary>
/// Which connections have given their figure already. A bounded memory: sets of four, in each the one that was not met for longest goes
/// first. Whoever has more connections open at once than it holds has enough samples not to be moved by one that counts twice.
/// </summary>
internal sealed class SeenConnections
{
    /// <summary>Connections remembered, 4 octets each; allocated when the first one comes.</summary>
    public const int Capacity = 262_144;

    private const int Ways = 4;

    private uint[] marks = [];

    /// <summary>True when it was met before; else it is remembered from now on.</summary>
    public bool IsRepeated(in Prefix network, ushort site, uint connection)
    {
        if (marks.Length == 0)
        {
            marks = new uint[Capacity];
        }

        var hash = NetworkTable.Mix(network.High ^ ((ulong)network.Length << 24) ^ site) ^ connection;
        hash = NetworkTable.Mix(hash);
        var mark = Math.Max(1, (uint)(hash >> 32));
        var set = marks.AsSpan((int)(hash % (Capacity / Ways)) * Ways, Ways);
        var place = set.IndexOf(mark);
        var isRepeated = place >= 0;
        set[..(isRepeated ? place : Ways - 1)].CopyTo(set[1..]);
        set[0] = mark;
        return isRepeated;
    }
}
