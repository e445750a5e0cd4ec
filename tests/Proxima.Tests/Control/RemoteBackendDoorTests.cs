using System.Net;
using System.Text;
using Proxima.Engine.Snapshots;
using Proxima.Tests.PowerDns;

namespace Proxima.Tests.Control;

public sealed class RemoteBackendDoorTests : IDisposable
{
    private static readonly string Ground = Path.Combine(House.Repository.Root, "tests", "golden", "pdns", "pipe-abi3.transcript");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task PowerDNS_is_answered_over_HTTP_as_it_asks_with_a_JSON_body_and_with_paths_and_headers()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, new ManualTime());
        var health = Transcript.Parse(await File.ReadAllTextAsync(Ground)).Ground.Steering.Health();
        SnapshotFile.Write(node.State.Snapshot, Transcript.Parse(await File.ReadAllTextAsync(Ground)).File(health));
        const string expected = """{"result":[{"qtype":"A","qname":"www.example.org.","content":"192.0.2.2","ttl":30,"auth":1,"scopeMask":8,"domain_id":3}]}""";

        const string lookup = """{"method":"lookup","parameters":{"qname":"www.example.org.","qtype":"ANY","remote":"192.0.2.53","real-remote":"203.0.113.0/24","zone-id":3}}""";
        using var posted = await node.Client.PostAsync("/pdns", new StringContent(lookup, Encoding.UTF8, "text/javascript"));
        Assert.Equal((HttpStatusCode.OK, expected), (posted.StatusCode, (await posted.Content.ReadAsStringAsync()).Trim()));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/pdns/lookup/www.example.org./ANY");
        request.Headers.Add("X-RemoteBackend-remote", "192.0.2.53");
        request.Headers.Add("X-RemoteBackend-real-remote", "203.0.113.0/24");
        request.Headers.Add("X-RemoteBackend-zone-id", "3");
        using var got = await node.Client.SendAsync(request);
        Assert.Equal(expected, (await got.Content.ReadAsStringAsync()).Trim());

        Assert.Equal("""{"result":[]}""", (await node.GetAsync("/pdns/getAllDomains")).Body.Trim());
        Assert.Equal("""{"result":{}}""", (await node.GetAsync("/pdns/getAllDomainMetadata/example.org.")).Body.Trim());
        Assert.Equal("""{"result":false}""", (await node.GetAsync("/pdns/lookup/static.example.org./ANY")).Body.Trim());
        using var odd = await node.Client.PostAsync("/pdns", new StringContent("nonsense"));
        Assert.Equal("""{"result":false}""", (await odd.Content.ReadAsStringAsync()).Trim());
    }
}
