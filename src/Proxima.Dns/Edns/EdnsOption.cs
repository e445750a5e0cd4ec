using Proxima.Dns.Messages;

namespace Proxima.Dns.Edns;

/// <summary>One option of an OPT record (RFC 6891 section 6.1.2) as a typed, immutable value. One file per option holds its meaning, its RFC, and read and write.</summary>
public abstract record EdnsOption
{
    public abstract OptionCode Code { get; }

    /// <summary>The option's value, without code and length.</summary>
    public byte[] ToWire()
    {
        var writer = new WireWriter();
        Write(writer);
        return writer.ToArray();
    }

    internal abstract void Write(WireWriter writer);
}
