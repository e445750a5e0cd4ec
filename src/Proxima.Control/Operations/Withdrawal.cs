namespace Proxima.Control.Operations;

/// <summary>
/// What was said about exactly this target before (<paramref name="At"/>, <paramref name="Id"/>) no longer counts. Kept after what it took back
/// is gone, since a peer that was away may still tell of that.
/// </summary>
/// <param name="WithWindows">True: taken back by a person, windows to come too. False: replaced by a later word, which is no word on windows to come.</param>
public sealed record Withdrawal(OverrideTarget Target, DateTimeOffset At, long Id, bool WithWindows)
{
    /// <summary>How long it is kept. A peer that was away for longer brings back what was withdrawn meanwhile.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    public bool Withdraws(Override one) =>
        one.Target == Target && (one.SetAt, one.Id).CompareTo((At, Id)) < 0 && (WithWindows || one.From <= At);

    public bool IsForgotten(DateTimeOffset now) => now - At > Retention;
}
