using System.Xml.Linq;

namespace Proxima.Tests.House;

public sealed class ReferencesTests
{
    // The whole truth about who may see whom, and which packages each may carry (DESIGN sections 2 and 10).
    private static readonly Dictionary<string, (string[] Projects, string[] Packages)> Allowed = new()
    {
        ["Proxima.Dns"] = ([], []),
        ["Proxima.Engine"] = (["Proxima.Dns"], []),
        ["Proxima.Measurement"] = (["Proxima.Engine"], []),
        ["Proxima.Settings"] = (["Proxima.Engine"], ["YamlDotNet"]),
        ["Proxima.Control"] = (["Proxima.Measurement", "Proxima.Settings"], ["Microsoft.Data.Sqlite", "Npgsql", "SQLitePCLRaw.bundle_e_sqlite3", "SQLitePCLRaw.core"]),
        ["Proxima.Tool"] = (["Proxima.Measurement", "Proxima.Settings"], ["System.CommandLine"]),
    };

    [Fact]
    public void Project_references_point_down_only_and_packages_are_the_agreed_ones()
    {
        foreach (var (project, (projects, packages)) in Allowed)
        {
            var xml = XDocument.Load(Path.Combine(Repository.Root, "src", project, $"{project}.csproj"));
            Assert.Equal(projects, xml.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)));
            Assert.Equal(packages, xml.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value));
        }

        Assert.Equal(Allowed.Keys.Order(), Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Only_the_benchmarks_carry_the_package_that_measures()
    {
        var carriers = new[] { "src", "tests", "bench", "eval", "packaging" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories))
            .Where(file => XDocument.Load(file).Descendants("PackageReference").Any(reference => reference.Attribute("Include")?.Value == "BenchmarkDotNet"));

        Assert.Equal(["Proxima.Benchmarks"], carriers.Select(Path.GetFileNameWithoutExtension));
    }

    [Fact]
    public void Built_assemblies_see_only_what_their_projects_name()
    {
        foreach (var (project, assembly) in Repository.Assemblies)
        {
            var seen = assembly.GetReferencedAssemblies().Select(name => name.Name!).ToList();
            var reachable = Reachable(project);
            Assert.All(seen.Where(name => name.StartsWith("Proxima.", StringComparison.Ordinal)), name => Assert.Contains(name, reachable));
            if (project is not "Proxima.Control")
            {
                Assert.DoesNotContain(seen, name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.Contains("Sqlite", StringComparison.Ordinal));
            }
        }
    }

    private static HashSet<string> Reachable(string project) =>
        [.. Allowed[project].Projects, .. Allowed[project].Projects.SelectMany(Reachable)];
}
