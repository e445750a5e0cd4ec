using Proxima.Engine.Latency;
using Proxima.Engine.Places;

namespace Proxima.Settings.GeoIp;

/// <summary>
/// A MaxMind DB file (specification 2.0, maxmind.github.io/MaxMind-DB), read whole: a binary tree over address bits whose leaves lead to
/// records. GeoLite2 and GeoIP2 (ASN, Country, City), DB-IP and IPinfo name their fields differently; <see cref="MmdbPlace"/> knows all.
/// <code>
///   tree: node_count nodes of two records | 16 zero octets | data section | ... marker, metadata
///   record &lt; node_count: next node   = node_count: nothing   > node_count: data at record - node_count - 16
/// </code>
/// </summary>
internal ref struct MmdbFile
{
    /// <summary>Metadata stands in the last 128 KiB.</summary>
    private const int MaxMetadataLength = 131_072;
    private const int SeparatorLength = 16;
    private const string Damaged = "damaged";

    private readonly ReadOnlySpan<byte> tree;
    private readonly ReadOnlySpan<byte> data;
    private readonly uint nodeCount;
    private readonly int recordSize;
    private readonly PlaceRanges ranges = new();
    private readonly Dictionary<uint, Place> places = [];
    private uint ipv4Root;
    private long visits;
    private string problem = string.Empty;

    private MmdbFile(ReadOnlySpan<byte> file, in Metadata metadata)
    {
        nodeCount = metadata.NodeCount;
        recordSize = metadata.RecordSize;
        tree = file[..(int)metadata.TreeLength];
        data = file[((int)metadata.TreeLength + SeparatorLength)..];
    }

    private static ReadOnlySpan<byte> Marker => [0xAB, 0xCD, 0xEF, (byte)'M', (byte)'a', (byte)'x', (byte)'M', (byte)'i', (byte)'n', (byte)'d', (byte)'.', (byte)'c', (byte)'o', (byte)'m'];

    /// <summary>Every range of the file; null, with what is wrong with it, when it is no sound MMDB file.</summary>
    public static PlaceRanges? Read(ReadOnlySpan<byte> file, out string problem)
    {
        if (!TryReadMetadata(file, out var metadata, out problem))
        {
            return null;
        }

        var reading = new MmdbFile(file, in metadata);
        reading.ReadTree(metadata.IpVersion);
        problem = reading.problem;
        return problem.Length == 0 && reading.ranges.TrySort(out _, out _) ? reading.ranges : null;
    }

    private static bool TryReadMetadata(ReadOnlySpan<byte> file, out Metadata metadata, out string problem)
    {
        metadata = default;
        var marker = file[Math.Max(0, file.Length - MaxMetadataLength)..].LastIndexOf(Marker);
        if (marker < 0)
        {
            problem = "no MaxMind DB file";
            return false;
        }

        var start = Math.Max(0, file.Length - MaxMetadataLength) + marker;
        var entries = new MmdbCursor(file[(start + Marker.Length)..], 0).ReadMap(out var cursor);
        for (; entries > 0 && !cursor.HasFailed; entries--)
        {
            var key = cursor.ReadKey();
            if (key.SequenceEqual("node_count"u8))
            {
                metadata.NodeCount = (uint)cursor.ReadNumber();
            }
            else if (key.SequenceEqual("record_size"u8))
            {
                metadata.RecordSize = (int)cursor.ReadNumber();
            }
            else if (key.SequenceEqual("ip_version"u8))
            {
                metadata.IpVersion = (int)cursor.ReadNumber();
            }
            else if (key.SequenceEqual("binary_format_major_version"u8))
            {
                metadata.Version = (int)cursor.ReadNumber();
            }
            else
            {
                cursor.Skip();
            }
        }

        problem = metadata.Version != 2 ? $"MaxMind DB format {metadata.Version}"
            : metadata.RecordSize is not (24 or 28 or 32) ? $"records of {metadata.RecordSize} bits"
            : metadata.IpVersion is not (4 or 6) ? $"IP version {metadata.IpVersion}"
            : cursor.HasFailed || metadata.NodeCount == 0 || metadata.TreeLength + SeparatorLength > start ? Damaged : string.Empty;
        return problem.Length == 0;
    }

    private void ReadTree(int ipVersion)
    {
        if (ipVersion == 4)
        {
            Walk(0, 0, 0, isIPv6: false);
            return;
        }

        // IPv4 addresses are those of ::/96. Other networks (2002::/16) lead to the same nodes and are no places of their own.
        var node = 0U;
        for (var bit = 0; bit < 96 && node < nodeCount; bit++)
        {
            node = RecordOf(node, 0);
        }

        ipv4Root = node;
        Walk(node, 0, 0, isIPv6: false);
        Walk(0, 0, 0, isIPv6: true);
    }

    private void Walk(uint record, int depth, ulong high, bool isIPv6)
    {
        if (problem.Length > 0 || record == nodeCount)
        {
            return;
        }

        if (record > nodeCount)
        {
            Add(record, depth, high, isIPv6);
        }
        else if (isIPv6 && ((record == ipv4Root && depth > 0) || depth == LatencyMap.MaxIPv6Length))
        {
            // IPv4 over again, or differences within one subnet: of IPv6 addresses the upper 64 bits are told apart.
        }
        else if (++visits > 2L * nodeCount || (!isIPv6 && depth == 32))
        {
            problem = Damaged;
        }
        else
        {
            Walk(RecordOf(record, 0), depth + 1, high, isIPv6);
            Walk(RecordOf(record, 1), depth + 1, high | (1UL << (63 - depth)), isIPv6);
        }
    }

    private void Add(uint record, int depth, ulong high, bool isIPv6)
    {
        var at = record - nodeCount - SeparatorLength;
        if (record < nodeCount + SeparatorLength || at >= data.Length)
        {
            problem = Damaged;
            return;
        }

        if (!places.TryGetValue(at, out var place))
        {
            if (!MmdbPlace.TryRead(data, at, out place))
            {
                problem = Damaged;
                return;
            }

            places.Add(at, place);
        }

        // In an IPv6 file the IPv4 addresses lie in ::/64, and a record above that covers them too.
        if (!ranges.Add(isIPv6, new AddressRange(high, depth == 0 ? ulong.MaxValue : high + (ulong.MaxValue >> depth)), in place))
        {
            problem = $"more than {PlaceRanges.MaxRanges} networks";
        }
    }

    private readonly uint RecordOf(uint node, int side)
    {
        var octets = tree.Slice((int)(node * (long)recordSize / 4), recordSize / 4);
        return recordSize switch
        {
            24 => Whole(octets.Slice(side * 3, 3)),
            28 => Whole(octets.Slice(side * 4, 3)) | ((side == 0 ? octets[3] & 0xF0U : (octets[3] & 0x0FU) << 4) << 20),
            _ => Whole(octets.Slice(side * 4, 4)),
        };
    }

    private static uint Whole(ReadOnlySpan<byte> octets)
    {
        var result = 0U;
        foreach (var octet in octets)
        {
            result = (result << 8) | octet;
        }

        return result;
    }

    private struct Metadata
    {
        public uint NodeCount;
        public int RecordSize;
        public int IpVersion;
        public int Version;

        public readonly long TreeLength => NodeCount * (long)RecordSize / 4;
    }
}
