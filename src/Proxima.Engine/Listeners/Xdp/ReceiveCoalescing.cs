using System.Globalization;

namespace Proxima.Engine.Listeners.Xdp;

/// <summary>
/// Software IRQ coalescing of one interface (Documentation/networking/napi.rst of Linux). The first frame after a silence is taken in at once; then a
/// timer says when to look for more, and a look finds several, until a few looks find none. So the kernel, and the worker behind it, are woken for many
/// frames at once where many come, and by each where few do. Two settings of the interface in sysfs, put back as they were.
/// </summary>
internal sealed class ReceiveCoalescing
{
    /// <summary>
    /// From one look to the next: what a frame may wait at most. An odd number that nobody sets by hand: where it stands already, a process of ours
    /// was killed before it could put back what it had found.
    /// </summary>
    public const int LookNanoseconds = 200_003;

    /// <summary>Looks in vain until the next frame is taken in at once.</summary>
    public const int LooksInVain = 2;

    // The kernel's own, for both settings.
    private const string Off = "0";

    private static readonly string OurTimer = LookNanoseconds.ToString(CultureInfo.InvariantCulture);

    private readonly string timer;
    private readonly string looks;
    private (string Timer, string Looks)? before;

    /// <summary><paramref name="folder"/>: the interface's own in sysfs.</summary>
    public ReceiveCoalescing(string folder) => (timer, looks) = (Path.Combine(folder, "gro_flush_timeout"), Path.Combine(folder, "napi_defer_hard_irqs"));

    /// <summary>Where sysfs shows an interface.</summary>
    public static string FolderOf(string interfaceName) => $"/sys/class/net/{interfaceName}";

    /// <summary>Null, or why the settings are as they were, in one line.</summary>
    public string? TryTurnOn()
    {
        try
        {
            var found = (Timer: Read(timer), Looks: Read(looks));
            before = found.Timer == OurTimer ? (Off, Off) : found;
            File.WriteAllText(timer, OurTimer);
            File.WriteAllText(looks, LooksInVain.ToString(CultureInfo.InvariantCulture));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TurnOff();
            return e.Message;
        }
    }

    /// <summary>Puts back what was found, where the interface is still there.</summary>
    public void TurnOff()
    {
        if (before is { } found)
        {
            before = null;
            TryWrite(looks, found.Looks);
            TryWrite(timer, found.Timer);
        }
    }

    private static string Read(string path) => File.ReadAllText(path).Trim();

    private static void TryWrite(string path, string value)
    {
        try
        {
            File.WriteAllText(path, value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Where it cannot be written it was not written before, or its interface is gone.
        }
    }
}
