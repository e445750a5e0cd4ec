using System.Text.RegularExpressions;

namespace Proxima.Tests.House;

/// <summary>Documents that name files, folders and types rot silently unless somebody looks: this looks.</summary>
public sealed partial class DocumentsTests
{
    [Fact]
    public void Every_path_a_document_names_exists()
    {
        var missing = Repository.Documents
            .SelectMany(document => Paths().Matches(File.ReadAllText(document)).Select(match => (Document: document, Path: match.Groups[1].Value.TrimEnd('.', ','))))
            .Where(named => !named.Path.Contains('*', StringComparison.Ordinal) && !named.Path.Contains('<', StringComparison.Ordinal))
            .Where(named => !Exists(Path.Combine(Repository.Root, named.Path)))
            .Select(named => $"{Repository.Relative(named.Document)} names {named.Path}")
            .ToList();
        Assert.True(missing.Count == 0, string.Join(Environment.NewLine, missing));
    }

    [Fact]
    public void Every_link_between_documents_leads_somewhere()
    {
        var broken = Repository.Documents
            .SelectMany(document => Links().Matches(File.ReadAllText(document)).Select(match => (Document: document, Target: match.Groups[1].Value.Split('#')[0])))
            .Where(link => link.Target.Length > 0 && !link.Target.Contains("://", StringComparison.Ordinal))
            .Where(link => !Exists(Path.Combine(Path.GetDirectoryName(link.Document)!, link.Target)))
            .Select(link => $"{Repository.Relative(link.Document)} links to {link.Target}")
            .ToList();
        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, broken));
    }

    [Fact]
    public void Every_test_that_the_page_on_failure_modes_names_exists()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "failure-modes.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.Contains("| test ", StringComparison.Ordinal)).ToList();
        var tests = string.Join('\n', Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.True(rows.Count > 15, "the page lost its rows");
        Assert.All(rows, row =>
        {
            var name = Assert.Single(TestNames().Matches(row).Select(match => match.Groups[1].Value));
            Assert.Contains($" {name}(", tests, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_type_that_the_architecture_page_names_exists()
    {
        var types = Repository.ShippedTypes.Select(type => type.Name.Split('`')[0]).ToHashSet();
        var named = TypeNames().Matches(File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md"))).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(named.Count > 20, "ARCHITECTURE.md names too few types for its walks to be followed");
        Assert.DoesNotContain(named, name => !types.Contains(name));
    }

    [Fact]
    public void Every_decision_has_a_number_of_its_own_and_says_it_in_its_first_line()
    {
        var numbers = new HashSet<string>();
        foreach (var decision in Directory.GetFiles(Path.Combine(Repository.Root, "docs", "decisions"), "*.md"))
        {
            var number = Path.GetFileName(decision)[..4];
            Assert.True(numbers.Add(number), $"{number} is the number of two decisions");
            Assert.StartsWith($"# {number}: ", File.ReadLines(decision).First(), StringComparison.Ordinal);
        }
    }

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    [GeneratedRegex(@"`((?:src|tests|docs|examples|packaging|bench|eval)/[A-Za-z0-9_./*<>-]+)`")]
    private static partial Regex Paths();

    [GeneratedRegex(@"`([A-Z][a-z]*(?:_[A-Za-z0-9]+){3,})`")]
    private static partial Regex TestNames();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"`([A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+)(?:\.[A-Z][A-Za-z]*)?`")]
    private static partial Regex TypeNames();
}
