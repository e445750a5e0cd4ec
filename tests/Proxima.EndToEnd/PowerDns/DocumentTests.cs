using System.Text.RegularExpressions;

namespace Proxima.EndToEnd.PowerDns;

/// <summary>docs/powerdns.md is what it says: its commands run one after the other in an empty folder, and all succeed.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public async Task Every_command_of_the_page_does_what_the_page_says()
    {
        PowerDnsServer.Require();
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "powerdns.md"));
        var blocks = ShellBlocks().Matches(page).Select(match => match.Groups[1].Value).ToList();
        Assert.True(blocks.Count > 8, "the page lost its commands");
        var folder = Directory.CreateTempSubdirectory("proxima-page-").FullName;
        var programs = Path.GetDirectoryName(Repository.Program("proxima"));
        var script = Path.Combine(folder, "page.sh");
        await File.WriteAllTextAsync(script, $"set -eux\ncd {folder}\nPATH={programs}:/usr/sbin:$PATH\ntrap 'cat pdns.log; kill $(cat pdns.pid)' ERR\n{string.Join('\n', blocks)}");
        var finished = await Finished.Run("bash", script);
        Assert.True(finished.ExitCode == 0, finished.Output + finished.Errors);
        Assert.Contains("it matches no name, the coprocess is never asked", finished.Output, StringComparison.Ordinal);
        Assert.Contains("nyc is 12.0 ms away", finished.Output, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [GeneratedRegex(@"^```bash\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex ShellBlocks();
}
