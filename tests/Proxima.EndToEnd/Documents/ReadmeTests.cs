using System.Text.RegularExpressions;

namespace Proxima.EndToEnd;

/// <summary>The README's first screen, done as written, in a network namespace of its own so that its ports are free.</summary>
public sealed partial class ReadmeTests
{

    [Fact]
    public async Task The_demo_prints_what_the_readme_shows_and_its_lines_do_what_they_say()
    {
        Require.Root();
        Require.Tool("dig", "bind9-dnsutils");
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"), TestContext.Current.CancellationToken);
        var shown = DemoScreen().Match(readme).Groups[1].Value;
        using var place = new Workplace();
        var state = Path.Combine(place.Folder, "state");
        await using var network = await OwnNetwork.Create();
        await using var demo = new BackgroundProcess(
            "ip", "netns", "exec", network.Name, "bash", "-c", $"cd '{place.Folder}' && exec out/proximad --demo --state '{state}'");
        await Until.Holds(() => demo.Log.Contains("Ctrl-C ends it.", StringComparison.Ordinal), Deadlines.Step, () => demo.Log);

        Assert.Equal(ConsoleBlock.Plain(shown), ConsoleBlock.Plain(AsShown(demo.Log, place, state)));
        var digs = DigLines().Matches(shown);
        Assert.Equal(3, digs.Count);
        foreach (Match dig in digs)
        {
            Assert.Equal(dig.Groups[2].Value, (await place.Run(dig.Groups[1].Value, network.Name)).Output.Trim());
        }

        foreach (var block in ConsoleBlock.Of("README.md"))
        {
            var finished = await place.Run(block.Command.Replace(StateAsShown, state, StringComparison.Ordinal), network.Name);
            Assert.Equal(0, finished.ExitCode);
            Assert.Equal(ConsoleBlock.Plain(block.Output), ConsoleBlock.Plain(finished.Output));
        }
    }

    private const string StateAsShown = "/tmp/proxima-demo-you";

    // Paths differ from machine to machine; everything else must be as the README has it.
    private static string AsShown(string log, Workplace place, string state)
    {
        var guide = log[log.IndexOf("Proxima demo:", StringComparison.Ordinal)..];
        return guide.Replace(state, StateAsShown, StringComparison.Ordinal)
            .Replace($"{place.Folder}/", string.Empty, StringComparison.Ordinal)
            .Replace(Repository.Program("proxima"), "out/proxima", StringComparison.Ordinal);
    }

    [GeneratedRegex("```text\n(Proxima demo:.*?)```", RegexOptions.Singleline)]
    private static partial Regex DemoScreen();

    [GeneratedRegex(@"^  (dig .*?)\s+# ([0-9.]+), \w+$", RegexOptions.Multiline)]
    private static partial Regex DigLines();
}
