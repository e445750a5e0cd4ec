using Proxima.Engine.Latency;

namespace Proxima.Control.Storage;

/// <summary>All that is known of a network, as the octets of one row: a version, then each path's figures in the order of <see cref="EstimateRow"/>.</summary>
public readonly record struct EstimateBlock(Prefix Network, byte[] Paths)
{
    private const byte Version = 1;
    private const int PathLength = 40;

    public static EstimateBlock Of(in Prefix network, ReadOnlySpan<EstimateRow> paths)
    {
        var octets = new byte[1 + (paths.Length * PathLength)];
        using var writer = new BinaryWriter(new MemoryStream(octets));
        writer.Write(Version);
        foreach (ref readonly var path in paths)
        {
            writer.Write(path.Site);
            writer.Write(path.Rtt.Microseconds);
            writer.Write(path.Deviation.Microseconds);
            writer.Write(path.Count);
            writer.Write(path.Loss);
            writer.Write((byte)path.Evidence);
            writer.Write((sbyte)path.Strays);
            writer.Write(path.AtUnixMs);
            writer.Write(path.Weight);
        }

        return new EstimateBlock(network, octets);
    }

    /// <exception cref="StoreException">These are not the octets of a network's estimates.</exception>
    public IEnumerable<EstimateRow> Rows()
    {
        if (Paths.Length % PathLength != 1 || Paths[0] != Version)
        {
            throw new StoreException($"the estimates of {Network} in the database are damaged or of another version");
        }

        var reader = new BinaryReader(new MemoryStream(Paths, 1, Paths.Length - 1));
        for (var left = Paths.Length / PathLength; left > 0; left--)
        {
            var (site, rtt, deviation, count) = (reader.ReadUInt16(), new Rtt(reader.ReadUInt32()), new Rtt(reader.ReadUInt32()), reader.ReadUInt32());
            var (loss, kind, strays, at, weight) = (reader.ReadDouble(), (Evidence)reader.ReadByte(), reader.ReadSByte(), reader.ReadInt64(), reader.ReadDouble());
            yield return new EstimateRow(Network, site, rtt, deviation, count, loss, kind, at) { Weight = weight, Strays = strays };
        }
    }
}
