namespace Proxima.Engine.PowerDns;

/// <summary>One line of the pipe protocol, its fields separated by TAB. What a line of few fields lacks is empty.</summary>
internal readonly ref struct PipeQuestion
{
    private PipeQuestion(ReadOnlySpan<byte> line)
    {
        Verb = Next(ref line);
        Name = Next(ref line);
        Class = Next(ref line);
        Type = Next(ref line);
        ZoneId = Next(ref line);
        Remote = Next(ref line);
        Local = Next(ref line);
        Subnet = Next(ref line);
    }

    /// <summary>HELO, Q, AXFR, CMD, PING.</summary>
    public ReadOnlySpan<byte> Verb { get; }

    public ReadOnlySpan<byte> Name { get; }

    public ReadOnlySpan<byte> Class { get; }

    public ReadOnlySpan<byte> Type { get; }

    public ReadOnlySpan<byte> ZoneId { get; }

    public ReadOnlySpan<byte> Remote { get; }

    /// <summary>The address asked; from ABI 2 on.</summary>
    public ReadOnlySpan<byte> Local { get; }

    /// <summary>The client subnet, or the resolver's address at full length; from ABI 3 on.</summary>
    public ReadOnlySpan<byte> Subnet { get; }

    public static PipeQuestion Read(ReadOnlySpan<byte> line) => new(line.EndsWith("\r"u8) ? line[..^1] : line);

    private static ReadOnlySpan<byte> Next(scoped ref ReadOnlySpan<byte> rest)
    {
        var tab = rest.IndexOf((byte)'\t');
        var field = tab < 0 ? rest : rest[..tab];
        rest = tab < 0 ? default : rest[(tab + 1)..];
        return field;
    }
}
