using System.Globalization;
using Proxima.Engine.Listeners.Native;

namespace Proxima.Engine.Listeners;

/// <summary>
/// How work that is not answering gives way on a processor core that it shares with answers: by niceness, which every kernel heeds and which takes no
/// privilege. What answers do for themselves: <see cref="Urgency"/>.
/// </summary>
public static unsafe class Precedence
{
    /// <summary>
    /// Steps of niceness by which other work gives way: while answers need a whole core, a thirtieth of it is left to that work. With ten steps,
    /// a tenth, answers still waited for it (docs/decisions/0025).
    /// </summary>
    public const int Steps = 15;

    private const int MostNice = 19;
    private const string Session = "/proc/self/autogroup";

    /// <summary>The kernel's number of the calling thread.</summary>
    public static int CurrentThread => Libc.ThreadId();

    /// <summary>The calling thread gives way from now on. Null, or in one line why it does not.</summary>
    public static string? GiveWay()
    {
        try
        {
            MakeNice(0, Niceness());
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    /// <summary>
    /// All threads of this process but <paramref name="firstThread"/> give way, and with them what they start. Null, or in one line why not all do.
    /// </summary>
    public static string? GiveWay(int firstThread)
    {
        try
        {
            // Again from the start after each, until none is left: a thread may have been started meanwhile by one that had not given way yet.
            var niceness = Niceness();
            while (Threads().Any(thread => thread != firstThread && MakeNice(thread, niceness)))
            {
            }

            MakeSessionNice(niceness);
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    // Counted from how nice this program was started.
    private static int Niceness()
    {
        ThreadScheduling own;
        return ThreadScheduling.TryGet(0, &own) ? Math.Min(MostNice, own.Niceness + Steps) : throw new IOException($"the kernel does not tell how it schedules: {ThreadScheduling.LastError}");
    }

    private static IEnumerable<int> Threads() =>
        Directory.EnumerateDirectories("/proc/self/task").Select(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));

    // True when it had not given way yet. One that ended meanwhile, or is scheduled otherwise than fairly, is nobody's concern.
    private static bool MakeNice(int thread, int niceness)
    {
        ThreadScheduling scheduling;
        if (!ThreadScheduling.TryGet(thread, &scheduling) || !scheduling.IsFair || scheduling.Niceness >= niceness)
        {
            return false;
        }

        scheduling.Niceness = niceness;
        scheduling.RuntimeNs = 0;
        return ThreadScheduling.TrySet(thread, &scheduling) ? true : throw new IOException($"the kernel does not let threads give way: {ThreadScheduling.LastError}");
    }

    // Where the kernel groups processes by session, niceness counts within a session only, and the data plane is one of its own (sched(7)).
    // Somebody's terminal is left alone: it would stay so after this program has ended.
    private static void MakeSessionNice(int niceness)
    {
        if (File.Exists(Session) && Libc.SessionOf(0) == Environment.ProcessId)
        {
            File.WriteAllText(Session, niceness.ToString(CultureInfo.InvariantCulture));
        }
    }
}
