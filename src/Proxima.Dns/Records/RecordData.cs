using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>The RDATA of one record as a typed, immutable value. One file per type holds its meaning, its RFC section, and read, write, parse and format.</summary>
public abstract record RecordData
{
    public abstract RecordType Type { get; }

    /// <summary>Uncompressed wire-format RDATA.</summary>
    public byte[] ToWire()
    {
        var writer = new WireWriter();
        Write(writer);
        return writer.ToArray();
    }

    /// <summary>Presentation format of the RDATA (names absolute).</summary>
    public sealed override string ToString()
    {
        var fields = new FieldWriter();
        Format(fields);
        return fields.ToString();
    }

    internal abstract void Write(WireWriter writer);

    internal abstract void Format(FieldWriter fields);
}
