using Proxima.Engine.Latency;

namespace Proxima.Tests.Places;

public sealed class PlaceCsvTests : IDisposable
{
    private readonly PlaceFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1.0.0.0,1.0.0.255,64496,\"Example, Inc.\"\n1.0.1.0,1.0.3.255,AS64497,x\n", "1.0.0.9=AS64496 1.0.2.1=AS64497 1.0.4.0=")]
    [InlineData("# of 2026\n2001:db8::,2001:db8:0:ffff:ffff:ffff:ffff:ffff,DE\r\n9.0.0.0,9.255.255.255,at\n", "2001:db8:0:5::1=DE 2001:db8:1::=  9.9.9.9=AT")]
    [InlineData("1.0.0.0,1.0.0.255,-27.47,153.02\n", "1.0.0.1=-27.47 153.02")]
    [InlineData("network,autonomous_system_number,country,note\n192.0.2.0/24,64496,,x\n2001:db8::/32,,NL,\n", "192.0.2.77=AS64496 2001:db8:7::=NL")]
    [InlineData("\"start\",\"lon\",\"end\",\"lat\"\n\"1.0.0.0\",\"7.5\",\"1.0.0.0\",\"5\"\n", "1.0.0.0=5.00 7.50 1.0.0.1=")]
    public void A_table_says_what_its_columns_say(string text, string expected)
    {
        var places = folder.Open(folder.Write("t.csv", text));

        foreach (var item in System.Text.RegularExpressions.Regex.Matches(expected, "(\\S+?)=(.*?)(?= +\\S+=|$)").AsEnumerable())
        {
            Assert.Equal(item.Groups[2].Value.Trim(), places.Find(Prefix.Parse(item.Groups[1].Value)).Place.ToString());
        }
    }

    [Fact]
    public void All_errors_are_said_at_once_with_line_and_column()
    {
        var path = folder.Write("t.csv", "1.0.0.0,1.0.0.255,64496\n1.0.1.0,1.0.1.x,-1\n1.0.9.0,1.0.2.0,3\n1.0.4.0\n");

        Assert.Equal(
            """
            t.csv:2:9: '1.0.1.x', expected an address
            t.csv:2:17: '-1', expected the number of an autonomous system, as 64496 or AS64496
            t.csv:3:1: range from 1.0.9.0 to 1.0.2.0, expected a start that is not behind its end, of one family
            t.csv:4:8: '', expected an address
            """, folder.ErrorsOf(path));
    }

    [Theory]
    [InlineData("1.0.0.0,1.0.0.255,AT\n2.0.0.0,2.0.0.0,DE\n1.0.0.7,1.0.0.7,DE\n", "t.csv:3:1: range overlaps that of line 1, expected each address once")]
    [InlineData("a,b,c\n", "t.csv:1:1: columns that are not known, expected start,end,asn or start,end,country or start,end,lat,lon")]
    [InlineData("", "t.csv:1:1: no range, expected start,end,asn or start,end,country or start,end,lat,lon")]
    public void A_table_that_is_wrong_as_a_whole_is_refused(string text, string expected) =>
        Assert.Equal(expected, folder.ErrorsOf(folder.Write("t.csv", text)));

    [Fact]
    public void Of_many_errors_the_first_are_said() =>
        Assert.Equal(20, folder.ErrorsOf(folder.Write("t.csv", string.Concat(Enumerable.Repeat("1.0.0.0,x,AT\n", 1000)))).Split('\n').Length);

    [Fact]
    public void A_file_that_is_not_there_is_said_with_its_path() =>
        Assert.StartsWith("/nowhere/a.csv:1:1: cannot be read: ", folder.ErrorsOf("/nowhere/a.csv"), StringComparison.Ordinal);
}
