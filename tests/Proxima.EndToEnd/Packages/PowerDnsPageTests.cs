using System.Text.RegularExpressions;

namespace Proxima.EndToEnd.Packages;

/// <summary>docs/powerdns.md is what it says: from the folder with the packages, its commands run one after the other on a new machine, and all succeed.</summary>
public sealed partial class PowerDnsPageTests
{
    [Fact]
    public async Task Every_command_of_the_page_does_what_the_page_says()
    {
        foreach (var (tool, package) in new[] { ("pdns_server", "pdns-server"), ("mariadbd", "mariadb-server"), ("memcached", "memcached"), ("dig", "bind9-dnsutils") })
        {
            Require.Tool(tool, package);
        }

        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "powerdns.md"));
        var blocks = ShellBlocks().Matches(page).Select(match => match.Groups["text"].Value).ToList();
        Assert.True(blocks.Count > 12, "the page lost its commands");
        await using var machine = await ScratchMachine.Boot();

        // Written with the page's own quotes, so by a document that ends nowhere in it.
        await machine.Run($"cat > /tmp/page.sh <<'END OF THE PAGE'\nset -eux\ncd {ScratchMachine.Packages}\n{string.Join('\n', blocks)}\nEND OF THE PAGE");
        var finished = await machine.Try("bash /tmp/page.sh 2>&1 || { code=$?; journalctl --no-pager -n 40; exit $code; }");
        Assert.True(finished.ExitCode == 0, finished.Output);
        Assert.Contains("it matches no name, the coprocess is never asked", finished.Output, StringComparison.Ordinal);
        Assert.Contains("nyc is 12.0 ms away", finished.Output, StringComparison.Ordinal);
        Assert.Contains("as measured for this network", finished.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^```bash\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex ShellBlocks();
}
