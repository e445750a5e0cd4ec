using System.Text.Json;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering;

namespace Proxima.Tests.Steering;

public sealed class ExplanationTests
{
    private static readonly FilterSettings[] Chain = [Given.Filter("healthy"), Given.Filter("nearest"), Given.Filter("take", ("n", "1"))];

    [Fact]
    public void The_JSON_object_has_the_members_that_programs_rely_on()
    {
        using var bed = new SteeringBed(Given.Model(WhenEmpty.All, 3, Chain), Given.Map(3, "203.0.113.0/24 17.25 20 48.25", "198.51.100.0/24 90 10 10"));
        // Health changed since the build: the scope is that of the own range.
        bed.Set("nyc", EndpointStatus.Draining);
        var json = JsonOf(Explain(bed, "203.0.113.0/24", ClientSource.ClientSubnet));
        Assert.Equal(["name", "type", "client", "rung", "answer", "ttl", "scope", "candidates", "overrides"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("""{"network":"203.0.113.0/24","source":"client-subnet","opted_out":false}""", json.GetProperty("client").GetRawText());
        Assert.Equal("""["192.0.2.1"]""", json.GetProperty("answer").GetRawText());
        Assert.Equal(("measured", 30, 24), (json.GetProperty("rung").GetString(), json.GetProperty("ttl").GetInt32(), json.GetProperty("scope").GetInt32()));
        Assert.Equal(
            """{"endpoint":"ams","site":"ams","status":"unknown","rtt_ms":17.25,"confidence":1,"evidence":"given","dropped_by":null,"reason":null}""",
            json.GetProperty("candidates")[0].GetRawText());
        Assert.Equal(
            """{"endpoint":"nyc","site":"nyc","status":"draining","rtt_ms":48.25,"confidence":1,"evidence":"given","dropped_by":"healthy","reason":"is draining"}""",
            json.GetProperty("candidates")[2].GetRawText());
    }

    [Fact]
    public void Where_nothing_is_known_the_figures_are_null()
    {
        using var bed = new SteeringBed(Given.Model(WhenEmpty.All, 1, Chain), Given.Map(1));
        var json = JsonOf(Explain(bed, "192.0.2.53", ClientSource.Resolver));
        Assert.Equal(("static", "resolver", 0), (json.GetProperty("rung").GetString(), json.GetProperty("client").GetProperty("source").GetString(), json.GetProperty("scope").GetInt32()));
        Assert.Equal(
            """{"endpoint":"ams","site":"ams","status":"unknown","rtt_ms":null,"confidence":0,"evidence":null,"dropped_by":null,"reason":null}""",
            json.GetProperty("candidates")[0].GetRawText());
    }

    [Fact]
    public void The_text_says_first_who_gets_what_and_why()
    {
        using var bed = new SteeringBed(Given.Model(WhenEmpty.All, 2, Chain), Given.Map(2, "203.0.113.0/24 17.25 48.25"));
        var lines = ExplanationText.Format(Explain(bed, "203.0.113.0/24", ClientSource.ClientSubnet)).Split('\n');
        Assert.Equal("www.example.org. A for 203.0.113.0/24 (by client subnet): 192.0.2.1, ams is 17.3 ms away as measured for this network.", lines[0]);
        Assert.Contains("nearest: 48.3 ms is 31.0 ms more than the best, tolerance 10 ms", lines[4]);
    }

    [Fact]
    public void When_nobody_was_left_it_says_so_and_why_each_was_dropped()
    {
        using var bed = new SteeringBed(Given.Model(WhenEmpty.Static, 1, Chain), Given.Map(1));
        bed.Set("ams", EndpointStatus.Down);
        var explanation = Explain(bed, "192.0.2.53", ClientSource.Resolver);
        Assert.Equal(["198.51.100.1"], explanation.Answer);
        Assert.Equal(("healthy", "is down"), (explanation.Candidates[0].DroppedBy, explanation.Candidates[0].Reason));
        Assert.Contains("since the chain left nobody and when-empty is 'static'", ExplanationText.Format(explanation));
    }

    private static Explanation Explain(SteeringBed bed, string client, ClientSource source) =>
        Explanation.Of(bed.Table, 0, bed.Model.Names[0].Name, Prefix.Parse(client), source, bed.Health);

    private static JsonElement JsonOf(Explanation explanation)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            ExplanationJson.Write(json, explanation, [], isOptedOut: false);
        }

        return JsonDocument.Parse(buffer.ToArray()).RootElement;
    }
}
