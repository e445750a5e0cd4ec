using System.Buffers.Binary;
using System.Text;

namespace Proxima.Tests.Listeners;

/// <summary>Queries as octets, laid out by hand after RFC 1035 section 4.1, so that no code under test makes its own input.</summary>
internal static class RawQuery
{
    public const int ServFail = 2;

    public static byte[] Build(int id, string name = "www.example.org", ushort type = 1)
    {
        var octets = new List<byte> { (byte)(id >> 8), (byte)id, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 };
        foreach (var label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            octets.Add((byte)label.Length);
            octets.AddRange(Encoding.ASCII.GetBytes(label));
        }

        octets.AddRange([0, (byte)(type >> 8), (byte)type, 0, 1]);
        return [.. octets];
    }

    /// <summary>As TCP carries it: behind two octets of length.</summary>
    public static byte[] Framed(int id, string name = "www.example.org", ushort type = 1)
    {
        var query = Build(id, name, type);
        return [(byte)(query.Length >> 8), (byte)query.Length, .. query];
    }

    public static int IdOf(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message);

    public static bool IsResponse(ReadOnlySpan<byte> message) => (message[2] & 0x80) != 0;

    public static int RcodeOf(ReadOnlySpan<byte> message) => message[3] & 0x0F;
}
