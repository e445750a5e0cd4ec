using System.Buffers.Binary;
using System.Text;
using Proxima.Engine.Latency;

namespace Proxima.Tests.Places;

/// <summary>
/// Writes MaxMind DB files (specification 2.0) for tests, as the public tools do: strings once and pointed to afterwards, IPv4 at ::/96 of an
/// IPv6 tree, 2002::/16 as another name for it.
/// </summary>
internal sealed class MmdbWriter(int recordSize = 28, int ipVersion = 6)
{
    private readonly List<(int Left, int Right)> nodes = [(-1, -1)];
    private readonly List<byte> data = [];
    private readonly Dictionary<string, int> strings = [];
    private readonly Dictionary<string, int> records = [];

    /// <summary>Of nested dictionaries, texts, doubles, floats, uint (uint32), ushort (uint16), booleans and lists. A later network lies within no earlier one.</summary>
    public MmdbWriter Add(string network, Dictionary<string, object> record)
    {
        var prefix = Prefix.Parse(network);
        var depth = prefix.IsIPv6 || ipVersion == 4 ? prefix.Length : prefix.Length + 96;
        var node = 0;
        for (var bit = 0; bit < depth - 1; bit++)
        {
            node = Child(node, BitOf(prefix, bit));
        }

        Set(node, BitOf(prefix, depth - 1), -2 - RecordAt(record));
        return this;
    }

    /// <summary>6to4 (RFC 3056) leads to the IPv4 tree.</summary>
    public MmdbWriter AddAlias()
    {
        var ipv4 = 0;
        for (var bit = 0; bit < 96; bit++)
        {
            ipv4 = Child(ipv4, false);
        }

        var node = 0;
        var alias = Prefix.Parse("2002::/16");
        for (var bit = 0; bit < 15; bit++)
        {
            node = Child(node, BitOf(alias, bit));
        }

        Set(node, BitOf(alias, 15), ipv4);
        return this;
    }

    public byte[] ToFile()
    {
        using var file = new MemoryStream();
        foreach (var (left, right) in nodes)
        {
            file.Write(NodeOf(RecordOf(left), RecordOf(right)));
        }

        file.Write(new byte[16]);
        file.Write(data.ToArray());
        file.Write([0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8]);
        Write(file, new Dictionary<string, object>
        {
            ["binary_format_major_version"] = (ushort)2, ["binary_format_minor_version"] = (ushort)0, ["build_epoch"] = 1_790_000_000UL,
            ["database_type"] = "Proxima-Test", ["description"] = new Dictionary<string, object> { ["en"] = "made by a test" }, ["ip_version"] = (ushort)ipVersion,
            ["languages"] = new object[] { "en" }, ["node_count"] = (uint)nodes.Count, ["record_size"] = (ushort)recordSize,
        }, mayPoint: false);
        return file.ToArray();
    }

    private bool BitOf(in Prefix prefix, int bit)
    {
        bit -= prefix.IsIPv6 || ipVersion == 4 ? 0 : 96;
        return bit >= 0 && ((bit < 64 ? prefix.High >> (63 - bit) : prefix.Low >> (127 - bit)) & 1) != 0;
    }

    private int Child(int node, bool right)
    {
        var child = right ? nodes[node].Right : nodes[node].Left;
        if (child == -1)
        {
            nodes.Add((-1, -1));
            Set(node, right, child = nodes.Count - 1);
        }

        return child;
    }

    private void Set(int node, bool right, int value) => nodes[node] = right ? (nodes[node].Left, value) : (value, nodes[node].Right);

    private uint RecordOf(int value) => (uint)(value >= 0 ? value : value == -1 ? nodes.Count : nodes.Count + 16 + (-2 - value));

    private byte[] NodeOf(uint left, uint right) => recordSize switch
    {
        24 => [(byte)(left >> 16), (byte)(left >> 8), (byte)left, (byte)(right >> 16), (byte)(right >> 8), (byte)right],
        28 => [(byte)(left >> 16), (byte)(left >> 8), (byte)left, (byte)(((left >> 24) << 4) | (right >> 24)), (byte)(right >> 16), (byte)(right >> 8), (byte)right],
        _ => [(byte)(left >> 24), (byte)(left >> 16), (byte)(left >> 8), (byte)left, (byte)(right >> 24), (byte)(right >> 16), (byte)(right >> 8), (byte)right],
    };

    private int RecordAt(Dictionary<string, object> record)
    {
        var key = System.Text.Json.JsonSerializer.Serialize(record);
        if (!records.TryGetValue(key, out var at))
        {
            records.Add(key, at = data.Count);
            using var target = new MemoryStream();
            Write(target, record, mayPoint: true);
            data.AddRange(target.ToArray());
        }

        return at;
    }

    private void Write(MemoryStream target, object value, bool mayPoint)
    {
        switch (value)
        {
            case string text when mayPoint && strings.TryGetValue(text, out var at):
                WritePointer(target, at);
                break;
            case string text:
                if (mayPoint)
                {
                    strings.Add(text, data.Count + (int)target.Length);
                }

                WriteHead(target, 2, Encoding.UTF8.GetByteCount(text));
                target.Write(Encoding.UTF8.GetBytes(text));
                break;
            case Dictionary<string, object> map:
                WriteHead(target, 7, map.Count);
                foreach (var (key, entry) in map)
                {
                    Write(target, key, mayPoint);
                    Write(target, entry, mayPoint);
                }

                break;
            case object[] list:
                WriteHead(target, 11, list.Length);
                Array.ForEach(list, item => Write(target, item, mayPoint));
                break;
            default:
                WriteNumber(target, value);
                break;
        }
    }

    private static void WriteNumber(MemoryStream target, object value)
    {
        Span<byte> octets = stackalloc byte[8];
        var (type, length) = value switch { double => (3, 8), float => (15, 4), ushort => (5, 2), uint => (6, 4), ulong => (9, 8), bool => (14, 0), _ => throw new ArgumentException(value.GetType().Name, nameof(value)) };
        switch (value)
        {
            case double number: BinaryPrimitives.WriteDoubleBigEndian(octets, number); break;
            case float number: BinaryPrimitives.WriteSingleBigEndian(octets, number); break;
            case ushort number: BinaryPrimitives.WriteUInt16BigEndian(octets, number); break;
            case uint number: BinaryPrimitives.WriteUInt32BigEndian(octets, number); break;
            case ulong number: BinaryPrimitives.WriteUInt64BigEndian(octets, number); break;
        }

        // Whole numbers go without their leading zeros.
        var start = type is 5 or 6 or 9 ? octets[..length].IndexOfAnyExcept((byte)0) is var first and >= 0 ? first : length : 0;
        WriteHead(target, type, type == 14 ? (value is true ? 1 : 0) : length - start);
        target.Write(octets[start..length]);
    }

    private static void WritePointer(MemoryStream target, int at)
    {
        if (at < 2048)
        {
            target.Write([(byte)(0x20 | (at >> 8)), (byte)at]);
        }
        else if (at < 526_336)
        {
            at -= 2048;
            target.Write([(byte)(0x28 | (at >> 16)), (byte)(at >> 8), (byte)at]);
        }
        else
        {
            at -= 526_336;
            target.Write([(byte)(0x30 | (at >> 24)), (byte)(at >> 16), (byte)(at >> 8), (byte)at]);
        }
    }

    private static void WriteHead(MemoryStream target, int type, int size)
    {
        var first = size < 29 ? size : size < 285 ? 29 : 30;
        target.WriteByte((byte)((type <= 7 ? type << 5 : 0) | first));
        if (type > 7)
        {
            target.WriteByte((byte)(type - 7));
        }

        if (first == 29)
        {
            target.WriteByte((byte)(size - 29));
        }
        else if (first == 30)
        {
            target.Write([(byte)((size - 285) >> 8), (byte)(size - 285)]);
        }
    }
}
