using Proxima.Engine.Listeners.Xdp;

namespace Proxima.Tests.Listeners.Xdp;

public sealed class NapRuleTests
{
    [Fact]
    public void While_few_frames_come_one_look_in_many_is_followed_by_a_nap()
    {
        var rule = default(NapRule);

        var naps = Enumerable.Range(0, 10 * NapRule.FramesBetweenTries).Count(_ => rule.ShouldNap(1, areMore: false));

        // What waits for a nap's length is less than half a percent: the 99th percentile does not see it.
        Assert.InRange(naps, 9, 10);
    }

    [Fact]
    public void Once_a_nap_finds_enough_naps_follow_each_other_until_one_finds_too_little()
    {
        var rule = default(NapRule);
        Assert.True(rule.ShouldNap(NapRule.FramesBetweenTries, areMore: false));

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.True(rule.ShouldNap(NapRule.EnoughFrames, areMore: false)));
        Assert.False(rule.ShouldNap(NapRule.EnoughFrames - 1, areMore: false));
        Assert.False(rule.ShouldNap(NapRule.EnoughFrames, areMore: false));
    }

    [Fact]
    public void Nobody_naps_while_frames_wait_nor_where_none_come()
    {
        var rule = default(NapRule);

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.False(rule.ShouldNap(64, areMore: true)));
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.False(rule.ShouldNap(0, areMore: false)));
    }
}
