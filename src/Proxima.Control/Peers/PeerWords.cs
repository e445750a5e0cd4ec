using Proxima.Control.Intake;
using Proxima.Control.Operations;
using Proxima.Engine.Health;
using Proxima.Engine.Steering;
using Proxima.Measurement.Uplink;

namespace Proxima.Control.Peers;

/// <summary>Overrides as they go from node to node.</summary>
public static class PeerWords
{
    public static WordsReply Write(OverrideWords words) => new(
        [.. words.Overrides.Select(one => new OverrideWord(
            one.Id, one.Target.ToString(), SteeringWords.Of(one.Status), one.Who, one.Why, Ms(one.SetAt), Ms(one.From), one.Until is { } until ? Ms(until) : null))],
        [.. words.Withdrawals.Select(one => new WithdrawalWord(one.Target.ToString(), one.Id, Ms(one.At), one.WithWindows))]);

    /// <summary>
    /// What a peer said, less what nobody could have said: such words are counted. A word dated further ahead than clocks of peers may differ
    /// would count against all that is said here until then: it is left until its time.
    /// </summary>
    public static OverrideWords Read(WordsReply reply, DateTimeOffset now, out int refused)
    {
        var latest = Ms(now + SampleCheck.MaxClockDifference);
        var overrides = (reply.Overrides ?? []).Where(word => (object?)word is not null && word.SetAt <= latest).Select(Override).ToList();
        var withdrawals = (reply.Withdrawals ?? []).Where(word => (object?)word is not null && word.At <= latest).Select(Withdrawal).ToList();
        var read = new OverrideWords([.. overrides.OfType<Override>()], [.. withdrawals.OfType<Withdrawal>()]);
        refused = (reply.Overrides?.Count ?? 0) + (reply.Withdrawals?.Count ?? 0) - read.Overrides.Count - read.Withdrawals.Count;
        return read;
    }

    private static Override? Override(OverrideWord word)
    {
        var status = OverrideRule.ParseStatus(word.Status);
        var isSayable = status != EndpointStatus.Unknown && OverrideRule.IsText(word.Who, OverrideRule.MaxWhoLength) && OverrideRule.IsText(word.Why, OverrideRule.MaxWhyLength);
        return isSayable && Target(word.Target) is { } target
            ? new Override(
                word.Id, target, status, word.Who, word.Why, OverrideRule.Time(word.SetAt), OverrideRule.Time(word.From), word.Until is { } until ? OverrideRule.Time(until) : null)
            : null;
    }

    private static Withdrawal? Withdrawal(WithdrawalWord word) =>
        Target(word.Target) is { } target ? new Withdrawal(target, OverrideRule.Time(word.At), word.Id, word.WithWindows) : null;

    private static OverrideTarget? Target(string? text) =>
        OverrideRule.IsText(text, OverrideRule.MaxTargetLength) && OverrideTarget.TryParse(text, out var target) ? target : null;

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
