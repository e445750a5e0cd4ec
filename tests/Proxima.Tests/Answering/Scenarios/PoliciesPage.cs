using Proxima.Engine.Steering;
using Proxima.Settings.Steering;
using Proxima.Tests.House;

namespace Proxima.Tests.Answering.Scenarios;

/// <summary>The examples of docs/policies.md, by their headings.</summary>
internal static class PoliciesPage
{
    private static readonly string Path = System.IO.Path.Combine(Repository.Root, "docs/policies.md");

    public static IReadOnlyList<string> Headings => [.. Sections().Select(section => section.Split('\n')[0].Trim())];

    public static SteeringModel ModelOf(string heading)
    {
        var section = Assert.Single(Sections(), section => section.Split('\n')[0].Trim() == heading);
        var file = SteeringFile.Parse(section.Split("```yaml\n")[1].Split("```")[0], heading);
        Assert.Empty(file.Errors);
        return file.Model;
    }

    private static IEnumerable<string> Sections() => File.ReadAllText(Path).Split("\n## ").Skip(1);
}
