using Proxima.Dns.Messages;
using Proxima.Dns.Records;
using Proxima.Engine.Answering;
using Proxima.Tests.Answering.Scenarios;

namespace Proxima.Tests.Answering;

/// <summary>Steered records of all types as clients that nobody here wrote read them.</summary>
public sealed class ForeignPolicyTests
{
    private const string NearFra = "198.51.100.0/24";
    private const string NearNyc = "203.0.113.0/24";

    [Theory]
    [InlineData("policy-reflect.scenario")]
    [InlineData("policy-other-types.scenario")]
    [InlineData("policy-all-of-it.scenario")]
    public async Task An_answer_of_any_type_allocates_nothing(string file)
    {
        var scenario = Scenario.Parse(await File.ReadAllTextAsync(Path.Combine(House.Repository.Root, "tests/scenarios", file)));
        var health = scenario.Steering.Health();
        using var bed = new ScenarioBed(scenario, health);
        var hall = new TestHall(bed.Snapshot, new ResponderOptions(), health);
        var requests = scenario.Steps.Select(step => Message.Query(1, new Question(step.Name, step.Type, RecordClass.IN), null).Write()).ToArray();
        var least = long.MaxValue;
        for (var turn = 0; turn < 6; turn++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                hall.Ask(requests[i % requests.Length]);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Theory]
    [InlineData("SRV", "_sip._udp.example.org", NearFra, "10 5 5060 fra.example.org.|20 7 5060 nyc.example.org.")]
    [InlineData("SRV", "_sip._udp.example.org", NearNyc, "10 7 5060 nyc.example.org.|20 5 5060 fra.example.org.")]
    [InlineData("MX", "example.org", NearNyc, "10 nyc.example.org.|20 fra.example.org.")]
    [InlineData("NAPTR", "example.org", NearFra, "10 10 \"S\" \"SIP+D2U\" \"\" _sip._udp.fra.example.org.|20 10 \"S\" \"SIP+D2U\" \"\" _sip._udp.nyc.example.org.")]
    [InlineData("CNAME", "cdn.example.org", NearNyc, "nyc.example.org.")]
    [InlineData("A", "www.example.org", NearNyc, "192.0.2.2|192.0.2.1")]
    public async Task Dig_and_kdig_read_each_type_in_the_order_of_the_client(string type, string name, string client, string expected)
    {
        var scenario = Scenario.Parse(await File.ReadAllTextAsync(Path.Combine(House.Repository.Root, "tests/scenarios/policy-other-types.scenario")));
        var health = scenario.Steering.Health();
        using var bed = new ScenarioBed(scenario, health);
        await using var door = new TestHall(bed.Snapshot, new ResponderOptions(), health).Listen(out var port);
        foreach (var tool in new[] { "dig", "kdig" }.Where(Oracles.Has))
        {
            var output = await Oracles.RunAsync(tool, "@127.0.0.1", "-p", $"{port}", $"+subnet={client}", "+short", name, type);
            Assert.Equal((tool, expected), (tool, string.Join('|', output.Split('\n', StringSplitOptions.RemoveEmptyEntries))));
        }
    }
}
