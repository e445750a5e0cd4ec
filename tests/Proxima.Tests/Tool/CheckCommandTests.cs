using Proxima.Tests.Settings;

namespace Proxima.Tests.Tool;

public sealed class CheckCommandTests
{
    [Fact]
    public void The_examples_are_ok_each_with_what_it_holds()
    {
        string Example(string name) => Path.Combine(TextFolder.Examples, name);

        var run = ToolRun.Of("check", Example("steering.yaml"), Example("example.org.zone"), Example("proxima.conf"), Example("prefixes.txt"), "--steering", Example("steering.yaml"));

        Assert.Equal(
            $"""
            {Example("steering.yaml")}: ok, 1 zone, 2 names, 3 sites
            {Example("example.org.zone")}: ok, 13 records
            {Example("proxima.conf")}: ok, settings
            {Example("prefixes.txt")}: ok, 4 prefixes

            """,
            run.Output);
        Assert.Equal((0, string.Empty), (run.Code, run.Error));
    }

    [Fact]
    public void Errors_of_all_files_are_printed_one_per_line_and_the_exit_code_is_2()
    {
        using var folder = new TextFolder();
        var good = folder.Write("good.ini", "[DNS]\nWorkers = 1\n");
        var settings = folder.Write("bad.ini", "[DNS]\nWorkers = x\nNope = 1\n");
        var zone = folder.Write("db.example.org", "$TTL 1\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns BAR\n");

        var run = ToolRun.Of("check", good, settings, zone);

        Assert.Equal(
            """
            good.ini: ok, settings
            bad.ini:2:11: Workers 'x', expected a number from 0 to 1024
            bad.ini:3:1: unknown key 'Nope' in [DNS], expected one of Listen, Workers, Xdp, TcpConnections, Nsid, SolicitTcp, RateLimit, RateLimitSlip, RateLimitExempt, CookieSecretFile
            db.example.org:4:4: unknown record type 'BAR', expected a type, as A or TYPE65280

            """,
            folder.Show([run.Output]));
        Assert.Equal(2, run.Code);
    }

    [Theory]
    [InlineData("x.conf")]
    [InlineData("x.yaml")]
    [InlineData("x.zone")]
    public void A_file_that_cannot_be_read_is_one_line(string name)
    {
        var run = ToolRun.Of("check", Path.Combine("/nowhere", name));

        Assert.StartsWith($"/nowhere/{name}:1:1: cannot ", Assert.Single(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal(2, run.Code);
    }

    [Fact]
    public void A_master_file_takes_its_origin_from_the_option_where_its_name_says_none()
    {
        using var folder = new TextFolder();
        var path = folder.Write("master", "$TTL 1\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n");

        Assert.Equal("master: ok, 3 records\n", folder.Show([ToolRun.Of("check", path, "--origin", "example.org").Output]));
        Assert.Equal("master:1:1: file whose name is no zone's, expected --origin NAME\n", folder.Show([ToolRun.Of("check", path).Output]));
        Assert.Equal("master:1:1: 'a..b' is no domain name, expected --origin NAME\n", folder.Show([ToolRun.Of("check", path, "--origin", "a..b").Output]));
    }

    [Fact]
    public void A_prefix_table_needs_the_steering_file_and_shows_how_many_errors_there_are()
    {
        using var folder = new TextFolder();
        var steering = folder.Write("s.yaml", "sites:\n  fra: {}\n");
        var table = folder.Write("t.prefixes", string.Concat(Enumerable.Repeat("x fra=1\n", 101)));

        Assert.Equal("t.prefixes:1:1: prefix table without the sites it may name, expected --steering FILE\n", folder.Show([ToolRun.Of("check", table).Output]));
        var run = ToolRun.Of("check", table, "--steering", steering);
        Assert.EndsWith("t.prefixes: 101 errors, the first 100 are shown\n", folder.Show([run.Output]), StringComparison.Ordinal);
        Assert.Equal(2, run.Code);
    }
}
