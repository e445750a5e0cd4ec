using Proxima.Dns.MasterFiles;
using Proxima.Dns.Names;
using Proxima.Tests.Settings;

namespace Proxima.Tests.MasterFiles;

public sealed class MasterFileErrorTests
{
    private const string Type = "a type, as A or TYPE65280";
    private const string Ttl = "a TTL from 0 to 2147483647 s, as 3600 or 1h30m";
    private const string Range = "start-stop or start-stop/step, as 1-254 or 0-510/2";

    [Theory]
    [InlineData("a 1 FOO x", "zone:1:5: unknown record type 'FOO', expected " + Type)]
    [InlineData("a 1 IN", "zone:1:7: no record type, expected a type, as A or TYPE65280, and its data")]
    [InlineData("a", "zone:1:2: no record type, expected a type, as A or TYPE65280, and its data")]
    [InlineData("a 1 A", "zone:1:6: no data for A, expected the data of A in presentation format")]
    [InlineData("a 1 ANY x", "zone:1:5: ANY in a zone, expected a type that holds data")]
    [InlineData("a 1 OPT x", "zone:1:5: OPT in a zone, expected a type that holds data")]
    [InlineData("a 1 CH A 192.0.2.1", "zone:1:5: class CH, expected IN, the only class served here")]
    [InlineData("a 1x A 192.0.2.1", "zone:1:3: '1x' is no TTL, expected " + Ttl)]
    [InlineData("a 1h30 A 192.0.2.1", "zone:1:3: '1h30' is no TTL, expected " + Ttl)]
    [InlineData("a 2147483648 A 192.0.2.1", "zone:1:3: '2147483648' is no TTL, expected " + Ttl)]
    [InlineData("a A 192.0.2.1", "zone:1:3: no TTL, expected a TTL here, or $TTL before")]
    [InlineData("  1 A 192.0.2.1", "zone:1:3: no owner name to repeat, expected an owner name at the head of the line")]
    [InlineData("a..b 1 A 192.0.2.1", "zone:1:1: 'a..b' is no domain name: *, expected a domain name")]
    [InlineData("a  1  A 192.0.2.999", "zone:1:9: *, expected the data of A in presentation format")]
    [InlineData("a 1 MX (\n x\n mail )", "zone:2:2: *, expected the data of MX in presentation format")]
    [InlineData("a 1 TXT \"x\nb 1 A 192.0.2.1", "zone:1:9: quoted string without an end, expected a closing '\"' on the same line")]
    [InlineData("a 1 A 192.0.2.1 )", "zone:1:17: ')' without '(', expected as many '(' before it")]
    [InlineData("a 1 A ( 192.0.2.1\n", "zone:1:7: '(' without ')', expected a closing parenthesis before the end of the file")]
    [InlineData("$TTL", "zone:1:5: $TTL without anything after it, expected " + Ttl)]
    [InlineData("$TTL x", "zone:1:6: 'x' is no TTL, expected " + Ttl)]
    [InlineData("$TTL 1 2", "zone:1:8: '2' too much after $TTL, expected " + Ttl)]
    [InlineData("$ORIGIN a..b", "zone:1:9: 'a..b' is no domain name: *, expected a domain name")]
    [InlineData("$ORGIN a", "zone:1:1: unknown directive '$ORGIN', expected $ORIGIN, $TTL, $INCLUDE or $GENERATE")]
    [InlineData("$INCLUDE x", "zone:1:10: $INCLUDE in a text that is no file, expected the records themselves")]
    [InlineData("$GENERATE 1-2 a", "zone:1:16: $GENERATE without all it needs, expected start-stop[/step] owner [TTL] [class] type data")]
    [InlineData("$GENERATE 1 a$ 1 A 192.0.2.1", "zone:1:11: '1' is no range, expected " + Range)]
    [InlineData("$GENERATE 1-2/ a$ 1 A 192.0.2.1", "zone:1:11: '1-2/' is no range, expected " + Range)]
    [InlineData("$GENERATE 1/2-3 a$ 1 A 192.0.2.1", "zone:1:11: '1/2-3' is no range, expected " + Range)]
    [InlineData("$GENERATE 2-1 a$ 1 A 192.0.2.1", "zone:1:11: range 2-1 is empty or has no step, expected " + Range)]
    [InlineData("$GENERATE 1-2/0 a$ 1 A 192.0.2.1", "zone:1:11: range 1-2/0 is empty or has no step, expected " + Range)]
    [InlineData("$GENERATE 0-65536 a$ 1 A 192.0.2.1", "zone:1:11: range 0-65536 makes 65537 records, expected at most 65536 by one $GENERATE")]
    [InlineData("$GENERATE 1-2 a${0,1,q} 1 A 192.0.2.1", "zone:1:16: '${' without a well-formed offset, width and base, expected ${offset,width,base}, the base one of d, o, x, X, n, N")]
    [InlineData("$GENERATE 1-2 a${0 1 A 192.0.2.1", "zone:1:16: '${' without a well-formed offset, width and base, expected ${offset,width,base}, the base one of d, o, x, X, n, N")]
    [InlineData("$GENERATE 1-2 a$ 1 A 192.0.2.${-2}", "zone:1:22: $ plus its offset is below 0, expected an offset that keeps the range at 0 or more")]
    [InlineData("$GENERATE 255-300 a$ 1 A 192.0.2.$", "zone:1:26: *, expected the data of A in presentation format")]
    public void Each_error_stands_at_its_line_and_column(string text, string expected)
    {
        var errors = MasterText.Parse(text).Errors;

        var error = Assert.Single(errors).ToString();
        var parts = expected.Split('*');
        Assert.StartsWith(parts[0], error, StringComparison.Ordinal);
        Assert.EndsWith(parts[^1], error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_error_of_a_file_is_listed_and_then_no_record_is_given()
    {
        var file = MasterText.Parse("$TTL x\na 1 A 192.0.2.1\nb 1 FOO\n) \nc..d 1 A 1\n  1 A 192.0.2.2\ne 1 TXT ( \"a\n  more )\nf 1 BAR x\n");

        Assert.Equal(["1:6", "3:5", "4:1", "5:1", "5:10", "7:11", "9:5"], file.Errors.Select(error => $"{error.Line}:{error.Column}"));
        Assert.Empty(file.Records);
    }

    [Fact]
    public void A_zone_is_no_larger_than_its_limits()
    {
        var limits = new MasterFileLimits { EntryLength = 40, Records = 2, Errors = 2 };

        Assert.Equal(
            "zone:3:1: more than 2 records, expected a smaller zone",
            MasterText.Show(MasterText.Parse("a 1 A 192.0.2.1\nb 1 A 192.0.2.1\nc 1 A 192.0.2.1\nd 1 A 192.0.2.1\n", limits)));
        Assert.Equal(
            "zone:1:1: entry of more than 40 characters, expected a shorter one, or the closing parenthesis before",
            MasterText.Show(MasterText.Parse($"a 1 TXT {new string('x', 40)}\nb 1 A 192.0.2.1\n", limits)));
        Assert.Equal(
            "zone:3:1: more than 2 errors, expected the ones before to be mended first",
            MasterText.Show(MasterText.Parse("$A\n$B\n$C\n$D\n", limits)).Split('\n')[^1]);
    }

    [Fact]
    public void An_included_file_counts_from_the_including_one_and_changes_neither_its_origin_nor_its_owner()
    {
        using var folder = new TextFolder();
        folder.Write("sub/part.zone", "x 1 A 192.0.2.2\n$INCLUDE deeper/more.zone other.org.\n y 1 A 192.0.2.4\n");
        folder.Write("sub/deeper/more.zone", "@ 1 A 192.0.2.3\n");
        var main = folder.Write("main.zone", "a 1 A 192.0.2.1\n$INCLUDE sub/part.zone in\n  1 A 192.0.2.5\n");
        folder.Write("sub/part.zone", "x 1 A 192.0.2.2\n$INCLUDE deeper/more.zone other.org.\ny 1 A 192.0.2.4\n");

        Assert.Equal(
            """
            a.example.org. 1 IN A 192.0.2.1
            x.in.example.org. 1 IN A 192.0.2.2
            other.org. 1 IN A 192.0.2.3
            y.in.example.org. 1 IN A 192.0.2.4
            a.example.org. 1 IN A 192.0.2.5
            """,
            MasterText.Show(MasterFile.ParseFile(main, DomainName.Parse("example.org"))));
    }

    [Fact]
    public void Errors_in_included_files_name_that_file_and_cycles_missing_files_and_depth_name_the_directive()
    {
        using var folder = new TextFolder();
        folder.Write("part.zone", "x 1 FOO\n$INCLUDE main.zone\n");
        var main = folder.Write("main.zone", "$INCLUDE part.zone\n$INCLUDE gone.zone\n");

        var errors = MasterFile.ParseFile(main, DomainName.Root, new MasterFileLimits()).Errors;

        Assert.Equal(["part.zone:1:5", "part.zone:2:10", "main.zone:2:10"], errors.Select(error => $"{Path.GetFileName(error.File)}:{error.Line}:{error.Column}"));
        Assert.EndsWith("main.zone' includes itself, expected a file that is not being read already", errors[1].ToString(), StringComparison.Ordinal);
        Assert.StartsWith("cannot read", errors[2].What, StringComparison.Ordinal);
        Assert.Contains(
            MasterFile.ParseFile(main, DomainName.Root, new MasterFileLimits { IncludeDepth = 0 }).Errors,
            error => error.ToString().EndsWith("main.zone:1:10: $INCLUDE more than 0 deep, expected fewer files inside files", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_one_error()
    {
        using var folder = new TextFolder();
        var path = Path.Combine(folder.Root, "none.zone");

        Assert.StartsWith($"{path}:1:1: cannot read", Assert.Single(MasterFile.ParseFile(path, DomainName.Root).Errors).ToString(), StringComparison.Ordinal);
    }
}
