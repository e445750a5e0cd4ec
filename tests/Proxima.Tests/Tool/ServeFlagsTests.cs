using System.Globalization;
using Proxima.Engine.Answering;
using Proxima.Tool;
using Proxima.Tool.Commands;
using Proxima.Tool.Serving;

namespace Proxima.Tests.Tool;

/// <summary>The data plane's flags are read in two ways, by hand for a quick start and by the command line's parser, and mean the same in both.</summary>
public sealed class ServeFlagsTests
{
    [Theory]
    [InlineData("--snapshot s --listen 127.0.0.1:53")]
    [InlineData("--listen 0.0.0.0:0 --listen [2001:db8::1]:53 --listen 192.0.2.7:65535 --snapshot /a/b")]
    [InlineData("--snapshot s --listen [::1]:1 --health h --report r --workers 3 --pin --xdp eth0 --xdp eth1 --tcp-connections 500000 --nsid here --solicit-tcp 0 --rate-limit 1000 --rate-limit-slip 1 --rate-limit-exempt 192.0.2.0/24 --rate-limit-exempt 2001:db8::1 --cookie-secret c --wait --ready-file f --quiet")]
    public void What_is_plainly_right_is_read_by_hand_as_the_parser_reads_it(string line)
    {
        var words = line.Split(' ');
        var quick = ServeFlags.TryRead(words);
        Assert.NotNull(quick);
        Assert.Equal(TextOf(ServeCommand.Read(ToolCommands.Create(TimeProvider.System).Parse(["serve", .. words]))), TextOf(quick));
    }

    [Theory]
    [InlineData("--snapshot s")]
    [InlineData("--listen 127.0.0.1:53")]
    [InlineData("--snapshot s --listen 127.0.0.1")]
    [InlineData("--snapshot s --listen 127.0.0.1:")]
    [InlineData("--snapshot s --listen 127.0.0.1:65536")]
    [InlineData("--snapshot s --listen 127.0.0.1:-1")]
    [InlineData("--snapshot s --listen [127.0.0.1]:53")]
    [InlineData("--snapshot s --listen 2001:db8::1:53")]
    [InlineData("--snapshot s --listen [2001:db8::1]")]
    [InlineData("--snapshot s --listen :53")]
    [InlineData("--snapshot s --listen 127.0.0.1:53 --workers 0")]
    [InlineData("--snapshot s --listen 127.0.0.1:53 --workers 257")]
    [InlineData("--snapshot s --listen 127.0.0.1:53 --workers")]
    [InlineData("--snapshot s --listen 127.0.0.1:53 --workers --pin")]
    [InlineData("--snapshot s --snapshot t --listen 127.0.0.1:53")]
    [InlineData("--snapshot s --listen 127.0.0.1:53 --rate-limit -1")]
    [InlineData("--snapshot s --listen 127.0.0.1:53 --rate-limit 1000001")]
    [InlineData("--snapshot s --listen 127.0.0.1:53 --rate-limit-slip 11")]
    [InlineData("--snapshot s --listen 127.0.0.1:53 --rate-limit-exempt example.org")]
    [InlineData("--snapshot s --listen 127.0.0.1:53 --nope")]
    [InlineData("--snapshot s --listen 127.0.0.1:53 more")]
    public void What_is_wrong_is_left_to_the_parser_which_says_so(string line)
    {
        var words = line.Split(' ');
        Assert.Null(ServeFlags.TryRead(words));
        var run = ToolRun.Of(["serve", .. words]);
        Assert.Equal(2, run.Code);
        Assert.NotEmpty(run.Error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--snapshot=s --listen=127.0.0.1:53")]
    [InlineData("--snapshot @words --listen 127.0.0.1:53")]
    public void What_only_the_parser_understands_is_left_to_it(string line) => Assert.Null(ServeFlags.TryRead(line.Split(' ')));

    [Fact]
    public void What_is_wrong_with_a_value_is_said_with_what_was_expected()
    {
        Assert.Contains("--listen '127.0.0.1': expected ADDRESS:PORT", ToolRun.Of("serve", "--snapshot", "s", "--listen", "127.0.0.1").Error, StringComparison.Ordinal);
        Assert.Contains("--workers '0': expected a number from 1 to 256", ToolRun.Of("serve", "--snapshot", "s", "--listen", "127.0.0.1:53", "--workers", "0").Error, StringComparison.Ordinal);
        string[] named = ["--snapshot", "s", "--listen", "127.0.0.1:53", "--nsid", new('n', ResponderOptions.MaxNsidLength + 1)];
        Assert.Null(ServeFlags.TryRead(named));
        Assert.Contains($"--nsid is at most {ResponderOptions.MaxNsidLength} octets", ToolRun.Of(["serve", .. named]).Error, StringComparison.Ordinal);
    }

    private static string TextOf(ServeSettings settings) => string.Join('\n', typeof(ServeSettings).GetProperties().Select(property => property.GetValue(settings) switch
    {
        System.Collections.IEnumerable list and not string => $"{property.Name}: {string.Join(' ', list.Cast<object>())}",
        var value => string.Create(CultureInfo.InvariantCulture, $"{property.Name}: {value}"),
    }));
}
