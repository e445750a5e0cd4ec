using System.Runtime.InteropServices;

namespace Proxima.Engine.Listeners.Native;

/// <summary>struct sched_attr of sched_setattr(2), as it was in its first version: how the kernel schedules a thread.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ThreadScheduling
{
    private const int Other = 0;
    private const int RoundRobin = 2;
    private const int Batch = 3;
    private const ulong ResetOnFork = 1;
    private const ulong AnsweringTurnNs = 100_000;

    private uint size;
    private uint policy;
    private ulong flags;

    /// <summary>-20 first, 19 last.</summary>
    public int Niceness;

    private uint priority;

    /// <summary>How long a turn of a fairly scheduled thread is, from Linux 6.12; 0: as the system has it.</summary>
    public ulong RuntimeNs;

    private readonly ulong deadline;
    private readonly ulong period;

    public readonly bool IsFair => policy is Other or Batch;

    public static string LastError => Marshal.GetLastPInvokeErrorMessage();

    /// <summary>
    /// As a thread that answers: <paramref name="urgent"/>, of the real-time class, the least of its priorities; else fair, with short turns. What such a thread
    /// starts, as the runtime may, is neither.
    /// </summary>
    public void MakeAnswering(bool urgent)
    {
        (policy, priority) = urgent ? ((uint)RoundRobin, 1u) : (Other, 0);
        (flags, RuntimeNs) = (ResetOnFork, urgent ? 0 : AnsweringTurnNs);
    }

    /// <summary><paramref name="thread"/> 0 is the calling one.</summary>
    public static unsafe bool TryGet(int thread, ThreadScheduling* scheduling)
    {
        *scheduling = default;
        return Libc.GetScheduling(thread, scheduling, sizeof(ThreadScheduling)) == 0;
    }

    public static unsafe bool TrySet(int thread, ThreadScheduling* scheduling)
    {
        scheduling->size = (uint)sizeof(ThreadScheduling);
        return Libc.SetScheduling(thread, scheduling) == 0;
    }
}
