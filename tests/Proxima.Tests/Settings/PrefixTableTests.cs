using Proxima.Engine.Latency;
using Proxima.Settings.Prefixes;

namespace Proxima.Tests.Settings;

public sealed class PrefixTableTests
{
    private static readonly string[] Sites = ["fra", "nyc", "sin"];

    [Fact]
    public void Each_line_gives_its_network_with_the_figures_of_its_sites()
    {
        var (rows, table) = Read("# comment\n\n192.0.2.0/24 fra=3.9 nyc=83 # more\r\n  2001:db8::/48\tsin=0.001   fra=60000\n10.0.0.1 nyc=12.345");

        Assert.Empty(table.Errors);
        Assert.Equal(["192.0.2.0/24 3900 83000 -", "2001:db8::/48 60000000 - 1", "10.0.0.1/32 - 12345 -"], rows);
        Assert.Equal(3, table.Rows);
    }

    [Theory]
    [InlineData("192.0.2.0/33 fra=1", "t:1:1: '192.0.2.0/33' is no prefix, expected a prefix, as 192.0.2.0/24 or 2001:db8::/48")]
    [InlineData("192.0.2/24 fra=1", "t:1:1: '192.0.2/24' is no prefix, expected a prefix, as 192.0.2.0/24 or 2001:db8::/48")]
    [InlineData("192.0.2.0/ fra=1", "t:1:1: '192.0.2.0/' is no prefix, expected a prefix, as 192.0.2.0/24 or 2001:db8::/48")]
    [InlineData("192.0.2.0/-1 fra=1", "t:1:1: '192.0.2.0/-1' is no prefix, expected a prefix, as 192.0.2.0/24 or 2001:db8::/48")]
    [InlineData("host fra=1", "t:1:1: 'host' is no prefix, expected a prefix, as 192.0.2.0/24 or 2001:db8::/48")]
    [InlineData("192.0.2.1/24 fra=1", "t:1:1: '192.0.2.1/24' has address bits beyond its length, expected 192.0.2.0/24")]
    [InlineData("2001:db8::/65 fra=1", "t:1:1: '2001:db8::/65' is longer than the latency map tells apart, expected at most /64")]
    [InlineData("192.0.2.0/24", "t:1:13: prefix without figures, expected site=rtt_ms ...")]
    [InlineData("192.0.2.0/24 fra", "t:1:14: 'fra', expected site=rtt_ms, as fra=12.5")]
    [InlineData("192.0.2.0/24 fra=1 far=2", "t:1:20: unknown site 'far', expected 'fra'")]
    [InlineData("192.0.2.0/24 fra=1 fra=2", "t:1:24: site 'fra' a second time in this line, expected each site once")]
    [InlineData("192.0.2.0/24 fra=0", "t:1:18: rtt '0', expected milliseconds from 0.001 to 60000, at most three decimals")]
    [InlineData("192.0.2.0/24 fra=", "t:1:18: rtt '', expected milliseconds from 0.001 to 60000, at most three decimals")]
    [InlineData("192.0.2.0/24 fra=1.", "t:1:18: rtt '1.', expected milliseconds from 0.001 to 60000, at most three decimals")]
    [InlineData("192.0.2.0/24 fra=.5", "t:1:18: rtt '.5', expected milliseconds from 0.001 to 60000, at most three decimals")]
    [InlineData("192.0.2.0/24 fra=1.2345", "t:1:18: rtt '1.2345', expected milliseconds from 0.001 to 60000, at most three decimals")]
    [InlineData("192.0.2.0/24 fra=60000.001", "t:1:18: rtt '60000.001', expected milliseconds from 0.001 to 60000, at most three decimals")]
    [InlineData("192.0.2.0/24 fra=99999999999999999999", "t:1:18: rtt '99999999999999999999', expected milliseconds from 0.001 to 60000, at most three decimals")]
    [InlineData("192.0.2.0/24 fra=1\n\n192.0.2.0/24 fra=1", "t:3:1: 192.0.2.0/24 a second time, expected each prefix once (the first is in line 1)")]
    public void Each_error_stands_at_its_line_and_column(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(Read(text).Table.Errors).ToString());

    [Fact]
    public void Of_many_errors_the_first_hundred_are_kept_and_all_are_counted()
    {
        var (_, table) = Read(string.Concat(Enumerable.Repeat("x fra=1\n", 250)));

        Assert.Equal((PrefixTable.MaxErrors, 250L, 100), (table.Errors.Count, table.ErrorCount, table.Errors[^1].Line));
    }

    [Fact]
    public void A_line_longer_than_the_limit_ends_the_reading()
    {
        var (rows, table) = Read("10.0.0.0/8 fra=1\n10.0.0.0/9 " + new string(' ', PrefixTable.MaxLineLength * 9) + "fra=1\n");

        Assert.Equal("t:2:1: line of more than 32768 octets, expected a shorter one; reading stops here", Assert.Single(table.Errors).ToString());
        Assert.Single(rows);
    }

    [Fact]
    public void A_table_larger_than_the_buffer_loses_no_line()
    {
        const int count = 40_000;
        var (rows, table) = Read(string.Concat(Enumerable.Range(0, count).Select(i => $"10.{i >> 8}.{i & 255}.0/24 fra={(i % 500) + 1} nyc={i + 1}.5 sin=7\n")));

        Assert.Equal((count, 0L), (table.Rows, table.ErrorCount));
        Assert.Equal("10.156.63.0/24 500000 40000500 7000", rows[^1]);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_one_error() =>
        Assert.StartsWith("/nowhere/t:1:1: cannot be read", Assert.Single(PrefixTable.Read("/nowhere/t", Sites, (_, _) => { }).Errors).ToString(), StringComparison.Ordinal);

    private static (List<string> Rows, PrefixTable Table) Read(string text)
    {
        using var folder = new TextFolder();
        var rows = new List<string>();
        var table = PrefixTable.Read(folder.Write("t", text), Sites, (network, bySite) =>
        {
            var row = network.ToString();
            foreach (var estimate in bySite)
            {
                row += estimate.Rtt.IsKnown ? $" {estimate.Rtt.Microseconds}" : " -";
            }

            rows.Add(row);
        });
        return (rows, table with { Errors = [.. table.Errors.Select(error => error with { File = "t" })] });
    }
}
