using System.Buffers;
using System.Buffers.Text;

namespace Proxima.Engine.PowerDns;

/// <summary>Numbers in decimal, as octets.</summary>
internal static class LineBuffer
{
    public static void WriteNumber(this IBufferWriter<byte> output, uint number)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(10), out var length);
        output.Advance(length);
    }
}
