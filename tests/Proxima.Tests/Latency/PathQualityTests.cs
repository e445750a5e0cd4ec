using Proxima.Engine.Latency;

namespace Proxima.Tests.Latency;

public sealed class PathQualityTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.02, 0.02)] // the filter's default limit is told apart from what is more
    [InlineData(0.0201, 0.03)]
    [InlineData(0.0003, 0.002)]
    [InlineData(0.6, 1)]
    public void Loss_is_told_as_the_next_step_and_never_as_less_than_it_is(double loss, double told) => Assert.Equal(told, Of(loss, 0).Loss);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.2, 0)]
    [InlineData(0.3, 0.5)]
    [InlineData(5.5, 6)]
    [InlineData(20.1, 24)]
    [InlineData(1000, 128)]
    public void Jitter_is_told_as_the_nearest_step(double jitterMs, double told) => Assert.Equal(told, Of(0, jitterMs).JitterMs);

    private static PathQuality Of(double loss, double jitterMs) =>
        PathQuality.From(SiteEstimate.Given(Rtt.FromMilliseconds(10)) with { Loss = (float)loss, Jitter = Rtt.FromMilliseconds(jitterMs) });
}
