using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Proxima.Control;
using Proxima.Control.Api;
using Proxima.Control.Demo;
using Proxima.Control.Peers;
using Proxima.Control.Publishing;
using Proxima.Control.Supervision;
using Proxima.Engine.Health;
using Proxima.Settings.Node;

namespace Proxima.Tests.Control;

/// <summary>A node with the demo's zone and sites, its API on a loopback port of its own, its database real, its clock the test's, no data plane.</summary>
internal sealed class NodeUnderTest : IAsyncDisposable
{
    private readonly StateFolder state;
    private readonly HealthFile health;
    private readonly WebApplication host;

    private NodeUnderTest(string folder, ManualTime time, string? token, PeerSettings? peers, MeasureSettings? measure)
    {
        var settings = new NodeSettings
        {
            State = folder,
            Api = new ApiSettings { Listen = new IPEndPoint(IPAddress.Loopback, 0) },
            Peers = peers ?? new PeerSettings(),
            Measure = measure ?? new MeasureSettings(),
        };
        state = StateFolder.Open(folder);
        health = HealthFile.Create(state.Health);
        Node = new Node(new NodePlan(settings, new SteeringReading(DemoSteering.Create(), [], []), null), state, health, time, new LogToLines(Lines));
        var door = PeerGroup.Identify(settings, state) is { } identity ? new PeerDoor(identity) : null;
        host = Wiring.CreateHost(settings.Api, LogLevel.Information, kestrel => door?.Open(kestrel, settings.Peers, from => Lines.Enqueue($"stranger {from}")));
        var dataPlane = new DataPlane(new ServeProgram(["true"], 0), state.DataPlane, time, NullLogger.Instance);
        var routes = new GuardedRoutes(host, new CallerCheck(token));
        new ApiEndpoints(Node.Measuring.Intake, Node.Measuring.Offer, new StatusReport(Node, dataPlane, door, time).Create).Map(routes);
        Node.Health.OverrideEndpoints.Map(routes);
        new NumberEndpoints(Node.Health.Numbers.Intake).Map(routes);
        Wiring.CreateRemoteDoor(state, health, Node.Measuring.Report.Doors, settings.Plugin, NullLogger.Instance).Map(host);
        new VoteEndpoint(Node.Health.Votes).Map(routes);
        new HeartbeatEndpoint(Node.Health.Heartbeats, () => Node.Publishing.Content?.Model).Map(routes);
    }

    public Node Node { get; }

    /// <summary>What the node logged.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    public StateFolder State => state;

    public HttpClient Client { get; } = new();

    public static async Task<NodeUnderTest> StartAsync(
        string folder, ManualTime time, string? token = null, PeerSettings? peers = null, MeasureSettings? measure = null)
    {
        var node = new NodeUnderTest(folder, time, token, peers, measure);
        await node.Node.PrepareAsync(default);
        await node.host.StartAsync();
        node.Client.BaseAddress = new Uri(node.host.Urls.First());
        return node;
    }

    public async Task<(HttpStatusCode Status, string Body)> PostAsync(string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/samples") { Content = new StringContent(json, Encoding.UTF8, "application/json") };

        // A body that is refused by its length is not sent at all; else the refusal and the sending race.
        request.Headers.ExpectContinue = true;
        using var response = await Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await host.DisposeAsync();
        await Node.DisposeAsync();
        health.Dispose();
        state.Dispose();
    }
}
