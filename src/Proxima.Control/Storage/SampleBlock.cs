using System.Buffers.Binary;
using Proxima.Engine.Latency;

namespace Proxima.Control.Storage;

/// <summary>
/// The samples of a batch as the octets of one row, 10 to 15 for a probe. Whole numbers are in groups of seven bits, the lowest first; a time
/// is the difference to the one before, doubled, less one where negative.
/// <code>
///   version, then for each: marks (1 IPv6, 2 answered, 4 of a connection), kind, site, time, prefix length, the octets of the prefix,
///                           [RTT in us], [jitter in us, packets, lost, connection]
/// </code>
/// </summary>
internal static class SampleBlock
{
    private const byte Version = 1;
    private const byte IsIPv6 = 1, IsAnswered = 2, HasFlow = 4;
    private const int UsualLength = 16;

    public static byte[] Write(IReadOnlyList<LatencySample> samples)
    {
        using var content = new MemoryStream(samples.Count * UsualLength);
        using var writer = new BinaryWriter(content);
        writer.Write(Version);
        var before = 0L;
        Span<byte> octets = stackalloc byte[16];
        foreach (var sample in samples)
        {
            var isConnection = sample.Flow != default;
            writer.Write((byte)((sample.Network.IsIPv6 ? IsIPv6 : 0) | (sample.Rtt.IsKnown ? IsAnswered : 0) | (isConnection ? HasFlow : 0)));
            writer.Write((byte)sample.Evidence);
            writer.Write7BitEncodedInt(sample.Site);
            var difference = sample.AtUnixMs - before;
            before = sample.AtUnixMs;
            writer.Write7BitEncodedInt64((difference << 1) ^ (difference >> 63));
            writer.Write(sample.Network.Length);
            BinaryPrimitives.WriteUInt64BigEndian(octets, sample.Network.High);
            BinaryPrimitives.WriteUInt64BigEndian(octets[8..], sample.Network.Low);
            writer.Write(octets[..OctetsOf(sample.Network.Length)]);
            if (sample.Rtt.IsKnown)
            {
                writer.Write7BitEncodedInt64(sample.Rtt.Microseconds);
            }

            if (isConnection)
            {
                writer.Write7BitEncodedInt64(sample.Flow.Jitter.Microseconds);
                writer.Write7BitEncodedInt64(sample.Flow.Packets);
                writer.Write7BitEncodedInt64(sample.Flow.Lost);
                writer.Write7BitEncodedInt64(sample.Flow.Connection);
            }
        }

        return content.ToArray();
    }

    /// <exception cref="StoreException">These are not the octets of a block.</exception>
    public static List<LatencySample> Read(byte[] content)
    {
        var samples = new List<LatencySample>();
        using var reader = new BinaryReader(new MemoryStream(content));
        try
        {
            if (reader.ReadByte() != Version)
            {
                throw new FormatException("it is of another version");
            }

            var at = 0L;
            while (reader.BaseStream.Position < content.Length)
            {
                samples.Add(ReadSample(reader, ref at));
            }
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentOutOfRangeException)
        {
            throw new StoreException($"a block of samples in the database is damaged: {e.Message}", e);
        }

        return samples;
    }

    private static LatencySample ReadSample(BinaryReader reader, ref long at)
    {
        var marks = reader.ReadByte();
        var kind = (Evidence)reader.ReadByte();
        var site = (ushort)reader.Read7BitEncodedInt();
        var difference = reader.Read7BitEncodedInt64();
        at += (long)((ulong)difference >> 1) ^ -(difference & 1);
        var length = reader.ReadByte();
        Span<byte> octets = stackalloc byte[16];
        octets.Clear();
        reader.BaseStream.ReadExactly(octets[..OctetsOf(length)]);
        var network = Prefix.FromBits((marks & IsIPv6) != 0, BinaryPrimitives.ReadUInt64BigEndian(octets), BinaryPrimitives.ReadUInt64BigEndian(octets[8..]), length);
        var rtt = (marks & IsAnswered) != 0 ? new Rtt(ReadFigure(reader)) : Rtt.Unknown;
        var flow = (marks & HasFlow) != 0 ? new Flow(new Rtt(ReadFigure(reader)), ReadFigure(reader), ReadFigure(reader), ReadFigure(reader)) : default;
        return new LatencySample(network, site, rtt, kind, at) { Flow = flow };
    }

    private static uint ReadFigure(BinaryReader reader) => (uint)reader.Read7BitEncodedInt64();

    private static int OctetsOf(byte prefixLength) => (prefixLength + 7) / 8;
}
