using System.Text;

namespace Proxima.Control.Storage.MariaDb;

/// <summary>The values of a statement's parameters as the connector takes them: eight octets each; of a text, where it stands in <see cref="Text"/>.</summary>
internal readonly ref struct ParameterValues
{
    public ParameterValues(ReadOnlySpan<object?> values)
    {
        Numbers = new long[values.Length];
        Lengths = new nuint[values.Length];
        Types = new int[values.Length];

        // One octet more than needed: the address of an empty array would be null.
        Text = new byte[Measure(values) + 1];
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
                var other => throw new ArgumentException($"a parameter of type {other.GetType().Name}", nameof(values)),
            };
            var length = values[i] is string text ? Encoding.UTF8.GetBytes(text, Text.AsSpan(used)) : sizeof(long);
            Lengths[i] = (nuint)length;
            used += Types[i] == FieldType.String ? length : 0;
        }
    }

    public long[] Numbers { get; }

    public nuint[] Lengths { get; }

    /// <summary>Of <see cref="FieldType"/>.</summary>
    public int[] Types { get; }

    public byte[] Text { get; }

    private static int Measure(ReadOnlySpan<object?> values)
    {
        var length = 0;
        foreach (var value in values)
        {
            length += value is string text ? Encoding.UTF8.GetByteCount(text) : 0;
        }

        return length;
    }
}
