using Proxima.Engine.Latency;

namespace Proxima.Tests.Latency;

public sealed class RowSharesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(100)]
    public void Every_row_is_worked_on_once(int count)
    {
        var visits = new int[count];
        RowShares.Run(count, (from, to) => Visit(visits.AsSpan(from, to - from)), rows: 7);
        Assert.All(visits, visit => Assert.Equal(1, visit));
    }

    private static void Visit(Span<int> visits)
    {
        foreach (ref var visit in visits)
        {
            visit++;
        }
    }
}
