namespace Proxima.Engine.Listeners.Native;

/// <summary>Sleeping for some millionths of a second, which the base library has no form of.</summary>
internal static unsafe class Nap
{
    /// <summary>The calling thread is woken when its time is up, not up to 50 us later together with others (PR_SET_TIMERSLACK, prctl(2)).</summary>
    public static void MakeExact()
    {
        const int setTimerSlack = 29;
        _ = Libc.Control(setTimerSlack, 1, 0, 0, 0);
    }

    /// <summary>A signal ends it early, which does no harm.</summary>
    public static void Take(int microseconds)
    {
        var length = stackalloc long[2];
        (length[0], length[1]) = (0, microseconds * 1000L);
        _ = Libc.Sleep(length, null);
    }
}
