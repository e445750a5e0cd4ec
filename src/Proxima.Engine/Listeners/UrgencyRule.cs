namespace Proxima.Engine.Listeners;

/// <summary>
/// Whether a thread that answers may go before everything else on its core: as long as it needs less than half of it. So a flood of queries never keeps the
/// machine from its other work, and what other work there is never keeps answers waiting otherwise.
/// </summary>
internal struct UrgencyRule
{
    /// <summary>What is looked at is at least so long: a burst after a wait is no flood.</summary>
    public const long WindowNs = 10_000_000;

    private bool isUrgent;
    private long windowBeganNs;
    private long usedBeforeNs;

    /// <summary>It begins as urgent at a time of any clock, and with the processor time that the thread has used until then.</summary>
    public UrgencyRule(long nowNs, long usedNs) => (isUrgent, windowBeganNs, usedBeforeNs) = (true, nowNs, usedNs);

    /// <summary>Whether there is something to look at: a thread's processor time costs a call to the kernel.</summary>
    public readonly bool IsDueAt(long nowNs) => nowNs - windowBeganNs >= WindowNs;

    /// <summary>Whether it goes first from now on.</summary>
    public bool IsUrgentAt(long nowNs, long usedNs)
    {
        if (IsDueAt(nowNs))
        {
            isUrgent = (usedNs - usedBeforeNs) * 2 < nowNs - windowBeganNs;
            (windowBeganNs, usedBeforeNs) = (nowNs, usedNs);
        }

        return isUrgent;
    }
}
