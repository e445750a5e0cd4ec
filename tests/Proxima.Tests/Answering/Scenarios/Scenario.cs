using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Zones;
using Proxima.Tests.Zones;

namespace Proxima.Tests.Answering.Scenarios;

/// <summary>
/// One file of tests/scenarios: zones, perhaps steering, then questions with what must come back. Keywords stand in capitals at the start of
/// a line, <c>;</c> starts a comment line, records are lines of a master file with owner and TTL.
/// <code>
///   ZONE example.                  QUERY www.example. A +tcp +ecs=192.0.2.0/24
///   @ 60 SOA ...                   RCODE NOERROR
///   STEERING                       FLAGS aa
///   ENDPOINT fra1 fra 192.0.2.1    ANSWER
///                                  www.example. 30 A 192.0.2.1
/// </code>
/// A section that is not written must be empty, a flag that is not written must be clear.
/// </summary>
internal sealed record Scenario(IReadOnlyList<Zone> Zones, ScenarioSteering Steering, IReadOnlyList<ScenarioStep> Steps)
{
    public static Scenario Parse(string text)
    {
        var zones = new List<Zone>();
        var steering = new ScenarioSteering();
        var steps = new List<ScenarioStep>();
        foreach (var block in Blocks(text))
        {
            var words = block[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words[0])
            {
                case "ZONE": zones.Add(ZoneText.Parse(words[1], string.Join('\n', block.Skip(1)))); break;
                case "STEERING": steering = ScenarioSteering.Parse(block.Skip(1)); break;
                case "QUERY": steps.Add(ScenarioStep.Parse(words, block.Skip(1))); break;
                default: Assert.Fail($"'{block[0]}' starts no block"); break;
            }
        }

        return new Scenario(zones, steering, steps);
    }

    private static List<List<string>> Blocks(string text)
    {
        var blocks = new List<List<string>>();
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != ';'))
        {
            if (line.StartsWith("ZONE ", StringComparison.Ordinal) || line == "STEERING" || line.StartsWith("QUERY ", StringComparison.Ordinal))
            {
                blocks.Add([]);
            }

            Assert.True(blocks.Count > 0, $"'{line}' stands before any block");
            blocks[^1].Add(line);
        }

        return blocks;
    }
}

/// <summary>One question and the response it must get. <see cref="Options"/> are the words with a plus, without it.</summary>
internal sealed record ScenarioStep(DomainName Name, RecordType Type, IReadOnlyDictionary<string, string> Options, IReadOnlyDictionary<string, string> Facts, IReadOnlyDictionary<string, List<string>> Sections)
{
    private static readonly string[] SectionNames = ["ANSWER", "AUTHORITY", "ADDITIONAL"];

    public string Text => $"QUERY {Name} {RecordCatalog.NameOf(Type)} {string.Join(' ', Options.Select(option => $"+{option.Key}={option.Value}"))}";

    public static ScenarioStep Parse(string[] query, IEnumerable<string> lines)
    {
        Assert.True(RecordCatalog.TryParseType(query[2], out var type), query[2]);
        var options = query.Skip(3).Select(word => word.TrimStart('+').Split('=', 2)).ToDictionary(word => word[0], word => word.Length > 1 ? word[1] : "");
        var facts = new Dictionary<string, string>();
        var sections = SectionNames.ToDictionary(name => name, _ => new List<string>());
        List<string>? section = null;
        foreach (var line in lines)
        {
            if (sections.TryGetValue(line, out var next))
            {
                section = next;
            }
            else if (section is not null)
            {
                section.Add(TextOf(ZoneText.RecordsOf(".", line).Single()));
            }
            else
            {
                var fact = line.Split(' ', 2);
                facts.Add(fact[0], fact.Length > 1 ? fact[1] : "");
            }
        }

        Assert.Contains("RCODE", facts.Keys);
        return new ScenarioStep(DomainName.Parse(query[1]), type, options, facts, sections);
    }

    /// <summary>The one form in which expected and received records are compared.</summary>
    public static string TextOf(ResourceRecord record) => $"{record.Owner} {record.Ttl} {RecordCatalog.NameOf(record.Type)} {record.Data}";
}
