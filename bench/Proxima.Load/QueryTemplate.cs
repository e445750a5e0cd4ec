using System.Buffers.Binary;
using System.Text;
using Proxima.Engine.Latency;

namespace Proxima.Load;

/// <summary>
/// An A query in wire format, written octet by octet here and not by the server's own code: header, question and, where a network is asked
/// for, an OPT record with a client subnet (RFC 7871) whose octets differ from query to query.
/// </summary>
internal sealed class QueryTemplate
{
    private const int HeaderLength = 12;
    private const int SubnetHeadLength = 4;

    private readonly byte[] octets;
    private readonly int subnetAt;

    public QueryTemplate(string name, Prefix network, QueryFault fault = QueryFault.None)
    {
        var message = new List<byte> { 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, (byte)(network.Length > 0 ? 1 : 0) };
        foreach (var label in name.TrimEnd('.').Split('.'))
        {
            message.Add((byte)label.Length);
            message.AddRange(Encoding.ASCII.GetBytes(label));
        }

        message.AddRange([0, 0, 1, 0, 1]);
        if (fault == QueryFault.EndsInQuestion)
        {
            // Only the last octet of the class is missing: found as late as a fault of the question can be.
            message.RemoveAt(message.Count - 1);
        }

        QuestionLength = message.Count - HeaderLength;
        if (fault != QueryFault.EndsInQuestion && network.Length > 0)
        {
            var length = (network.Length + 7) / 8;
            message.AddRange([0, 0, 41, 4, 208, 0, 0, 0, 0, 0, (byte)(length + 8), 0, 8, 0, (byte)(length + SubnetHeadLength)]);
            message.AddRange([0, (byte)(network.IsIPv6 ? 2 : 1), network.Length, 0]);
            subnetAt = message.Count;
            message.AddRange(new byte[length]);
        }

        const byte response = 0x80;
        message[2] |= fault == QueryFault.IsResponse ? response : (byte)0;
        octets = [.. message.Take(fault == QueryFault.EndsInHeader ? HeaderLength - 1 : message.Count)];
    }

    public int Length => octets.Length;

    public int QuestionLength { get; }

    public ReadOnlySpan<byte> Question => octets.AsSpan(HeaderLength, QuestionLength);

    public void CopyTo(Span<byte> query) => octets.CopyTo(query);

    /// <summary>Puts id and network into a copy of the query.</summary>
    public void Fill(Span<byte> query, ushort id, in Prefix network)
    {
        BinaryPrimitives.WriteUInt16BigEndian(query, id);
        for (var at = subnetAt; subnetAt > 0 && at < octets.Length; at++)
        {
            query[at] = (byte)(network.High >> (56 - ((at - subnetAt) * 8)));
        }
    }
}

/// <summary>What is wrong with a query: the first gets FORMERR, the others no answer at all.</summary>
internal enum QueryFault
{
    None, EndsInQuestion, IsResponse, EndsInHeader,
}
