namespace Proxima.Dns.MasterFiles;

/// <summary>What one master file may cost at most, with everything it includes and generates; beyond a limit stands an error, never a cut-off zone.</summary>
public sealed record MasterFileLimits
{
    public static MasterFileLimits Default { get; } = new();

    /// <summary>Characters of one entry: a line, or the lines that parentheses join. Twice what the largest RDATA (65535 octets, each as \DDD) needs.</summary>
    public int EntryLength { get; init; } = 524_288;

    /// <summary>Records in all.</summary>
    public int Records { get; init; } = 10_000_000;

    /// <summary>$INCLUDE inside $INCLUDE: the outermost file has depth 0.</summary>
    public int IncludeDepth { get; init; } = 8;

    /// <summary>Records of one $GENERATE.</summary>
    public int GenerateCount { get; init; } = 65_536;

    /// <summary>Errors kept. One more says that there were more.</summary>
    public int Errors { get; init; } = 1_000;
}
