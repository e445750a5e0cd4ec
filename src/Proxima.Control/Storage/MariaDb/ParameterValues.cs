using System.Text;

namespace Proxima.Control.Storage.MariaDb;

/// <summary>The values of a statement's parameters as the connector takes them: eight octets each; of a text or octets, where they stand in <see cref="Octets"/>.</summary>
internal readonly ref struct ParameterValues
{
    public ParameterValues(ReadOnlySpan<object?> values)
    {
        Numbers = new long[values.Length];
        Lengths = new nuint[values.Length];
        Types = new int[values.Length];

        // One octet more than needed: the address of an empty array would be null.
        Octets = new byte[Measure(values) + 1];
        var used = 0;
        for (var i = 0; i < values.Length; i++)
        {
            (Types[i], Numbers[i]) = values[i] switch
            {
                null => (FieldType.Null, 0L),
                int number => (FieldType.LongLong, number),
                long number => (FieldType.LongLong, number),
                double number => (FieldType.Double, BitConverter.DoubleToInt64Bits(number)),
                string => (FieldType.String, used),
                byte[] => (FieldType.Blob, used),
                var other => throw new ArgumentException($"a parameter of type {other.GetType().Name}", nameof(values)),
            };
            var length = values[i] switch
            {
                string text => Encoding.UTF8.GetBytes(text, Octets.AsSpan(used)),
                byte[] octets => Copy(octets, used),
                _ => sizeof(long),
            };
            Lengths[i] = (nuint)length;
            used += Types[i] is FieldType.String or FieldType.Blob ? length : 0;
        }
    }

    public long[] Numbers { get; }

    public nuint[] Lengths { get; }

    /// <summary>Of <see cref="FieldType"/>.</summary>
    public int[] Types { get; }

    public byte[] Octets { get; }

    private int Copy(byte[] octets, int to)
    {
        octets.CopyTo(Octets, to);
        return octets.Length;
    }

    private static int Measure(ReadOnlySpan<object?> values)
    {
        var length = 0;
        foreach (var value in values)
        {
            length += value switch
            {
                string text => Encoding.UTF8.GetByteCount(text),
                byte[] octets => octets.Length,
                _ => 0,
            };
        }

        return length;
    }
}
