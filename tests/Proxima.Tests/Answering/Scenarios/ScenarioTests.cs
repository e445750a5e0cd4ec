using Proxima.Engine.Answering;
using Proxima.Tests.Snapshots;

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
        var scenario = Scenario.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        Assert.NotEmpty(scenario.Steps);
        var health = scenario.Steering.Health();
        using var snapshot = TestSnapshot.Of(scenario.Steering.Model(), scenario.Steering.Latency(), health, [.. scenario.Zones]);
        var hall = new TestHall(snapshot, new ResponderOptions(Nsid: "node-1"), health);
        ScenarioRun.Through((request, tcp, from) => hall.Ask(request, tcp ? Transport.Tcp : Transport.Udp, from).ToArray(), scenario);
    }

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
