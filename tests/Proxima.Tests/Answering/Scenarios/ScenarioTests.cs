using Proxima.Engine.Answering;

namespace Proxima.Tests.Answering.Scenarios;

/// <summary>Every file of tests/scenarios, through the responder. Another door needs another method here, and no other scenarios.</summary>
public sealed class ScenarioTests
{
    private static readonly string Folder = Path.Combine(Root(), "tests", "scenarios");

    public static TheoryData<string> Files() => [.. Directory.GetFiles(Folder, "*.scenario").Select(path => Path.GetFileName(path)!).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_responder_answers_as_written(string file)
    {
        var scenario = Read(file);
        Assert.NotEmpty(scenario.Steps);
        var health = scenario.Steering.Health();
        using var bed = new ScenarioBed(scenario, health);
        var hall = new TestHall(bed.Snapshot, new ResponderOptions(Nsid: "node-1"), health);
        ScenarioRun.Through((request, tcp, from) => hall.Ask(request, tcp ? Transport.Tcp : Transport.Udp, from).ToArray(), scenario);
    }

    [Fact]
    public void Every_example_of_the_page_on_policies_has_a_scenario()
    {
        var tried = Directory.GetFiles(Folder, "policy-*.scenario").SelectMany(File.ReadAllLines).Where(line => line.StartsWith("POLICY ", StringComparison.Ordinal)).Select(line => line[7..]).Distinct();
        Assert.Equal(PoliciesPage.Headings.Order(), tried.Order());
    }

    private static Scenario Read(string file) => Scenario.Parse(File.ReadAllText(Path.Combine(Folder, file)));

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Proxima.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no Proxima.slnx above the tests");
        }

        return folder;
    }
}
