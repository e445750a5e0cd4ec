using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.PowerDns;
using Proxima.Tests.Answering.Scenarios;

namespace Proxima.Tests.PowerDns;

/// <summary>
/// The scenarios of the responder through the pipe: for a steered name PowerDNS is given what the answer section has, for any other name
/// nothing. What stands around the answer (flags, authority, additional) PowerDNS makes itself.
/// </summary>
public sealed class PipeScenarioTests
{
    private static readonly string Folder = Path.Combine(House.Repository.Root, "tests", "scenarios");

    public static TheoryData<string> Files() => [.. Directory.GetFiles(Folder, "*.scenario").Select(path => Path.GetFileName(path)!).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Steered_names_are_answered_as_by_the_responder_and_all_others_left_to_PowerDNS(string file)
    {
        var scenario = Scenario.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        var health = scenario.Steering.Health();
        using var bed = new ScenarioBed(scenario, health);
        var session = new PipeSession(new BackendHall(() => bed.Snapshot, health), new BackendOptions(), line => Assert.Fail(line));
        Transcript.Ask(session, "HELO\t5");
        var steered = SteeredNames.Of(bed.Snapshot).ToHashSet();
        foreach (var step in scenario.Steps.Where(step => step.Type is not (RecordType.ANY or RecordType.SOA) && !step.Options.ContainsKey("class")))
        {
            var received = Ask(session, step, out var wholeName);
            if (!steered.Contains(step.Name))
            {
                Assert.Equal((step.Text, 0), (step.Text, wholeName));
            }
            else if (step.Sections["ANSWER"].Count > 0)
            {
                // PowerDNS follows an alias itself.
                Assert.Equal([step.Text, .. step.Sections["ANSWER"].Where(record => record.StartsWith($"{step.Name} ", StringComparison.Ordinal))], [step.Text, .. received]);
            }
            else
            {
                // Nothing of this type: then there is none at the name, or the policy's "none", which PowerDNS cannot be told for some clients only.
                Assert.True(received.Count == 0 || file == "steering-when-empty.scenario", step.Text);
            }
        }
    }

    private static List<string> Ask(PipeSession session, ScenarioStep step, out int wholeName)
    {
        var from = step.Options.GetValueOrDefault("from", "127.0.0.1");
        var network = step.Options.GetValueOrDefault("ecs", from.Contains(':', StringComparison.Ordinal) ? $"{from}/128" : $"{from}/32");
        var lines = Transcript.Ask(session, $"Q\t{step.Name}\tIN\tANY\t-1\t{from}\t192.0.2.53\t{network}");
        Assert.Equal("END", lines[^1]);
        wholeName = lines.Count - 1;
        return [.. lines[..^1].Select(line => line.Split('\t')).Where(fields => fields[5] == RecordCatalog.NameOf(step.Type) || fields[5] == "CNAME").Select(RecordOf)];
    }

    private static string RecordOf(string[] fields)
    {
        Assert.True(RecordCatalog.TryParseType(fields[5], out var type));
        Assert.True(RecordCatalog.TryParse(type, string.Join(' ', fields[8..]), null, out var data, out var problem), problem);
        return ScenarioStep.TextOf(new ResourceRecord(DomainName.Parse(fields[3]), type, RecordClass.IN, uint.Parse(fields[6]), data));
    }
}
