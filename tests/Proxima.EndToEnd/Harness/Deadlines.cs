namespace Proxima.EndToEnd;

/// <summary>
/// When a test stops waiting. None of these is a promise about speed: a machine that is ten times slower than ours must pass, so each is
/// ten times what is usual, and only something that never comes meets it. How long things took is printed.
/// </summary>
internal static class Deadlines
{
    /// <summary>A program starts, a command ends, a file appears.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(60);

    /// <summary>A change in the world is measured, decided and in the answers.</summary>
    public static readonly TimeSpan Measured = TimeSpan.FromSeconds(200);
}
