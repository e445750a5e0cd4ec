namespace Proxima.Control;

/// <summary>How proximad ends.</summary>
public static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The machine does not give what is needed: a port, a folder, a database.</summary>
    public const int Failure = 1;

    /// <summary>What a person wrote is wrong; every error was printed, nothing was changed.</summary>
    public const int BadInput = 2;
}
