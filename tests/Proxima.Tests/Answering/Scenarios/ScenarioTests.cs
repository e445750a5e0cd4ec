using Proxima.Dns.Records;
using Proxima.Engine.Answering;
using Proxima.Engine.PowerDns;
using Proxima.Tests.PowerDns;

namespace Proxima.Tests.Answering.Scenarios;

/// <summary>Every file of tests/scenarios, through the responder. Another door needs another method here, and no other scenarios.</summary>
public sealed class ScenarioTests
{
    private static readonly string Folder = Path.Combine(Root(), "tests", "scenarios");

    public static TheoryData<string> Files() => [.. Directory.GetFiles(Folder, "*.scenario").Select(path => Path.GetFileName(path)!).Order()];

    public static TheoryData<string> Policies() => [.. Directory.GetFiles(Folder, "policy-*.scenario").Select(path => Path.GetFileName(path)!).Order()];

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

    /// <summary>The doors of PowerDNS, for what they are asked in the scenarios of policies: the same records in the same order.</summary>
    [Theory]
    [MemberData(nameof(Policies))]
    public void The_pipe_of_PowerDNS_answers_the_same_records(string file)
    {
        var scenario = Read(file);
        var health = scenario.Steering.Health();
        using var bed = new ScenarioBed(scenario, health);
        var session = new PipeSession(new BackendHall(() => bed.Snapshot, health, null), new PipeOptions(false), _ => { });
        Transcript.Ask(session, "HELO\t3");
        foreach (var step in scenario.Steps)
        {
            var type = RecordCatalog.NameOf(step.Type);
            var lines = Transcript.Ask(session, $"Q\t{step.Name.ToString().TrimEnd('.')}\tIN\tANY\t-1\t127.0.0.1\t127.0.0.1\t{step.Options.GetValueOrDefault("ecs", "127.0.0.1/32")}");
            var answers = lines.Where(line => line.StartsWith("DATA\t", StringComparison.Ordinal)).Select(line => line.Split('\t')).ToList();

            // PowerDNS picks the type and follows the alias itself.
            var expected = step.Sections["ANSWER"].Where(record => record.StartsWith($"{step.Name} ", StringComparison.Ordinal)).ToList();
            type = expected.Count > 0 ? expected[0].Split(' ')[2] : type;
            Assert.Equal(expected, answers.Where(fields => fields[5] == type).Select(fields => $"{fields[3]}. {fields[6]} {fields[5]} {string.Join(' ', fields[8..])}"));
        }
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
