using System.Text.RegularExpressions;
using Proxima.Settings.Node;
using Proxima.Settings.Steering;

namespace Proxima.Tests.House;

/// <summary>
/// What a document shows is tried: yaml and ini are parsed here, the commands of console blocks are run by the end-to-end tests, sh blocks
/// are commands of ./dev, and bash blocks, of the PowerDNS page alone, are run there as one script. Only text and drawings are left alone.
/// </summary>
public sealed partial class SnippetTests
{
    // A page whose console blocks the end-to-end tests run; one that is not here may have none.
    private static readonly string[] ExecutedPages = ["README.md", "docs/operations.md"];

    // What a file has besides its policies.
    private const string AroundPolicies = """
        zones: [{ name: example.org, file: example.org.zone }]
        sites: { fra: { latitude: 50.11, longitude: 8.68 }, nyc: { latitude: 40.71, longitude: -74.01 } }
        pools: { web: { endpoints: [{ site: fra, address: 192.0.2.1 }, { site: nyc, address: 192.0.2.2 }] } }

        """;

    [Fact]
    public void Every_steering_snippet_of_the_documents_parses()
    {
        var snippets = Snippets("yaml").Where(snippet => !snippet.Document.StartsWith("src/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Empty(SteeringFile.Parse(snippet.Text, snippet.Document).Errors));
    }

    [Fact]
    public void Every_snippet_of_a_filters_page_is_a_policy_a_steering_file_takes()
    {
        var snippets = Snippets("yaml").Where(snippet => snippet.Document.StartsWith("src/Proxima.Engine/Steering/Filters/", StringComparison.Ordinal)).ToList();
        Assert.Equal(Directory.GetFiles(Path.Combine(Repository.Root, "src/Proxima.Engine/Steering/Filters"), "*.md").Length, snippets.Select(snippet => snippet.Document).Distinct().Count());
        Assert.All(snippets, snippet =>
        {
            var file = SteeringFile.Parse($"{AroundPolicies}{snippet.Text}", snippet.Document);
            Assert.Empty(file.Errors);
            Assert.Contains(file.Model.Policies, policy => policy.Chain.Any(filter => $"{filter.Name}Filter.md".Equals(Path.GetFileName(snippet.Document), StringComparison.OrdinalIgnoreCase)));
        });
    }

    [Fact]
    public void Every_snippet_of_a_monitors_page_is_monitors_a_steering_file_takes_and_every_kind_has_a_page()
    {
        const string pages = "src/Proxima.Measurement/Probes/";
        var snippets = Snippets("yaml").Where(snippet => snippet.Document.StartsWith(pages, StringComparison.Ordinal)).ToList();
        Assert.Equal(Directory.GetFiles(Path.Combine(Repository.Root, pages), "*.md").Length, snippets.Select(snippet => snippet.Document).Distinct().Count());
        Assert.All(snippets, snippet => Assert.Empty(SteeringFile.Parse(snippet.Text, snippet.Document).Errors));
        var shown = snippets.SelectMany(snippet => SteeringFile.Parse(snippet.Text, snippet.Document).Model.Monitors).Select(monitor => monitor.Check.GetType()).ToHashSet();
        var kinds = typeof(Proxima.Engine.Steering.CheckSettings).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Proxima.Engine.Steering.CheckSettings))).ToHashSet();
        Assert.Equal(kinds, shown);
    }

    [Fact]
    public void Every_settings_snippet_of_the_documents_parses()
    {
        var snippets = Snippets("ini").ToList();
        Assert.NotEmpty(snippets);
        var errors = snippets.SelectMany(snippet => NodeSettingsFile.Parse(snippet.Text, snippet.Document, new Dictionary<string, string>()).Errors)
            .Where(error => !error.What.Contains("/etc/proxima/token", StringComparison.Ordinal) && !error.What.Contains("/etc/proxima/peers.key", StringComparison.Ordinal)); // the files are the reader's
        Assert.Empty(errors);
    }

    [Fact]
    public void Every_shell_snippet_is_a_command_of_the_one_script()
    {
        var script = File.ReadAllText(Path.Combine(Repository.Root, "dev"));
        var commands = Snippets("sh").SelectMany(snippet => snippet.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Contains("./dev run", commands);
        Assert.Contains("./dev test", commands);
        Assert.All(commands, command => Assert.Matches($@"(?m)^    {Regex.Escape(command.Replace("./dev ", string.Empty).Split(' ')[0])}\)", script));
    }

    [Fact]
    public void A_console_block_stands_only_where_it_is_executed()
    {
        Assert.Equal(ExecutedPages.Order(), Snippets("console").Select(snippet => snippet.Document).Distinct().Order());
        string[] known = ["yaml", "ini", "sh", "bash", "console", "text", ""];
        Assert.All(Snippets("bash"), snippet => Assert.Equal("docs/powerdns.md", snippet.Document));
        Assert.All(AllSnippets(), snippet => Assert.Contains(snippet.Language, known));
    }

    private static IEnumerable<(string Document, string Language, string Text)> AllSnippets() => Repository.Documents
        .SelectMany(document => Fences().Matches(File.ReadAllText(document))
            .Select(match => (Repository.Relative(document), match.Groups[1].Value, match.Groups[2].Value)));

    private static IEnumerable<(string Document, string Text)> Snippets(string language) => AllSnippets()
        .Where(snippet => snippet.Language == language).Select(snippet => (snippet.Document, snippet.Text));

    [GeneratedRegex("^```([a-z]*)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences();
}
