using Proxima.Engine.Listeners.Native;

namespace Proxima.Engine.Listeners;

/// <summary>
/// The place of one thread that answers among all that want its core. Where it may (CAP_SYS_NICE, or RLIMIT_RTPRIO of 1 and more) it is of the real-time class
/// while <see cref="UrgencyRule"/> says so: a query then waits for nothing but what the kernel itself does not interrupt. Where it may not, and in a flood,
/// it is scheduled fairly, with short turns: since Linux 6.12 a thread that wakes goes before a running one with longer turns (sched_setattr(2)). Whom somebody
/// put before or behind all others (chrt(1)) is left there. Why: docs/decisions/0029.
/// </summary>
internal sealed class Urgency
{
    private bool isAllowed;
    private bool isUrgent;
    private UrgencyRule rule;

    /// <summary>The calling thread answers from now on. It alone may call this and <see cref="Look"/>.</summary>
    public void Begin()
    {
        if (!IsFair())
        {
            return;
        }

        rule = new UrgencyRule(Libc.NowNs(), Libc.ThreadTimeNs());
        isAllowed = isUrgent = TryBe(urgent: true);
        if (!isAllowed)
        {
            TryBe(urgent: false);
        }
    }

    /// <summary>
    /// The calling thread answers from now on, but never goes first: one that is brought its queries by a thread of the kernel that is scheduled fairly, as with XDP,
    /// would keep that from its work.
    /// </summary>
    public static void BeginFairly()
    {
        if (IsFair())
        {
            TryBe(urgent: false);
        }
    }

    /// <summary>To be called now and then, in a flood within some milliseconds.</summary>
    public void Look()
    {
        var now = Libc.NowNs();
        if (isAllowed && rule.IsDueAt(now) && rule.IsUrgentAt(now, Libc.ThreadTimeNs()) is var should && should != isUrgent)
        {
            isAllowed = TryBe(should);
            isUrgent = should && isAllowed;
        }
    }

    private static unsafe bool IsFair()
    {
        ThreadScheduling scheduling;
        return ThreadScheduling.TryGet(0, &scheduling) && scheduling.IsFair;
    }

    private static unsafe bool TryBe(bool urgent)
    {
        ThreadScheduling scheduling;
        if (!ThreadScheduling.TryGet(0, &scheduling))
        {
            return false;
        }

        scheduling.MakeAnswering(urgent);
        return ThreadScheduling.TrySet(0, &scheduling);
    }
}
