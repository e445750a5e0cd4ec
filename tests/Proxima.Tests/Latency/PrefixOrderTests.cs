using Proxima.Engine.Latency;

namespace Proxima.Tests.Latency;

public sealed class PrefixOrderTests
{
    [Fact]
    public void Rows_are_sorted_by_family_address_length_and_the_later_of_two_comes_last()
    {
        // Few addresses and lengths, so that many are equal in part.
        var random = new Random(1);
        var rows = Enumerable.Range(0, 3_000).Select(store => new RowKey
        {
            Store = store,
            Prefix = Prefix.FromBits(random.Next(2) == 0, (ulong)random.Next(200) << 56, 0, random.Next(8, 25)),
        }).ToArray();
        random.Shuffle(rows);
        var expected = rows.OrderBy(row => row.Prefix.IsIPv6).ThenBy(row => row.Prefix.High).ThenBy(row => row.Prefix.Length).ThenBy(row => row.Store).ToArray();

        PrefixOrder.Sort(rows);
        Assert.Equal(expected.Select(row => row.Store), rows.Select(row => row.Store));
    }
}
