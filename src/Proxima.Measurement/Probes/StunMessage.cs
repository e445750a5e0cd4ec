using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Proxima.Measurement.Probes;

/// <summary>The binding request and its response (RFC 8489 sections 5 and 14): a header of 20 octets, then attributes on multiples of 4.</summary>
internal static class StunMessage
{
    public const int HeaderLength = 20;

    private const ushort BindingRequest = 0x0001;
    private const ushort BindingSuccess = 0x0101;
    private const ushort BindingError = 0x0111;
    private const uint MagicCookie = 0x2112A442;
    private const ushort MappedAddress = 0x0001;
    private const ushort ErrorCode = 0x0009;
    private const ushort XorMappedAddress = 0x0020;

    /// <summary>A request with a transaction id nobody can guess.</summary>
    public static byte[] WriteRequest()
    {
        var request = new byte[HeaderLength];
        BinaryPrimitives.WriteUInt16BigEndian(request, BindingRequest);
        BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(4), MagicCookie);
        RandomNumberGenerator.Fill(request.AsSpan(8));
        return request;
    }

    /// <summary>False when it is no response to the request. <paramref name="problem"/> is empty when it tells where the request came from.</summary>
    public static bool TryReadResponse(ReadOnlySpan<byte> response, ReadOnlySpan<byte> request, out string problem)
    {
        problem = string.Empty;
        if (response.Length < HeaderLength || !response[4..HeaderLength].SequenceEqual(request[4..HeaderLength]))
        {
            return false;
        }

        var type = BinaryPrimitives.ReadUInt16BigEndian(response);
        var length = BinaryPrimitives.ReadUInt16BigEndian(response[2..]);
        var attributes = response[HeaderLength..];
        if (length % 4 != 0 || length > attributes.Length || type is not (BindingSuccess or BindingError))
        {
            problem = "malformed response";
            return true;
        }

        attributes = attributes[..length];
        problem = type == BindingError ? $"error {ErrorOf(Find(attributes, ErrorCode))}"
            : Find(attributes, XorMappedAddress).IsEmpty && Find(attributes, MappedAddress).IsEmpty ? "a response without a mapped address"
            : string.Empty;
        return true;
    }

    // The hundreds stand in the third octet, the rest in the fourth (section 14.8).
    private static int ErrorOf(ReadOnlySpan<byte> value) => value.Length < 4 ? 0 : ((value[2] & 7) * 100) + value[3];

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> attributes, ushort type)
    {
        while (attributes.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(attributes[2..]);
            if (length > attributes.Length - 4)
            {
                break;
            }

            if (BinaryPrimitives.ReadUInt16BigEndian(attributes) == type)
            {
                return attributes.Slice(4, length);
            }

            attributes = attributes[Math.Min(attributes.Length, 4 + ((length + 3) & ~3))..];
        }

        return [];
    }
}
