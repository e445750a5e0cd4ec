namespace Proxima.Tool;

/// <summary>What a command's exit code tells scripts.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The machine said no: a file that cannot be written, a port that is taken.</summary>
    public const int Failed = 1;

    /// <summary>What a person wrote has errors; nothing was changed.</summary>
    public const int BadInput = 2;
}
