using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Proxima.Control.Notices;
using Proxima.Control.Operations;
using Proxima.Engine.Health;
using Proxima.Settings.Node;
using Proxima.Settings.Values;

namespace Proxima.Tests.Control.Notices;

/// <summary>Changes of a node's health table, told to a real web server and a real program.</summary>
public sealed class NoticeDeskTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();
    private readonly List<(string? Authorization, string Body)> posts = [];
    private int status = StatusCodes.Status204NoContent;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_webhook_is_told_of_every_change_in_one_post_with_the_token_and_the_reason()
    {
        await using var server = await Serve();
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        using var desk = Desk(node, new NotifySettings { Webhook = new Uri(server.Urls.First() + "/hook/secret"), Token = new Secret("a token") });
        await desk.Look(default);
        await Tell(desk);
        Assert.Empty(posts);

        node.Node.Health.Slots.Judge(0, EndpointStatus.Down);
        await node.Node.Health.Overrides.SetAsync(new OverrideWish(new OverrideTarget(OverrideReach.Endpoint, "www/nyc-4"), EndpointStatus.Draining, "ada", "new kernel", null, null));
        await node.Node.Health.OverrideRound.RunAsync(default);
        await desk.Look(default);
        await Tell(desk);
        var (authorization, body) = Assert.Single(posts);
        Assert.Equal("Bearer a token", authorization);
        var notices = JsonDocument.Parse(body).RootElement.GetProperty("notices");
        Assert.Equal(("fra-4", "unknown", "down"), Words(notices[0]));
        Assert.Equal(("nyc-4", "unknown", "draining"), Words(notices[1]));
        Assert.Equal(("ada", "new kernel"), (notices[1].GetProperty("who").GetString(), notices[1].GetProperty("why").GetString()));
    }

    [Fact]
    public async Task A_webhook_that_refuses_is_told_again_later_and_named_without_its_path()
    {
        await using var server = await Serve();
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        using var desk = Desk(node, new NotifySettings { Webhook = new Uri(server.Urls.First() + "/hook/secret") });
        await desk.Look(default);
        node.Node.Health.Slots.Judge(0, EndpointStatus.Down);
        await desk.Look(default);
        status = StatusCodes.Status500InternalServerError;
        var refused = await Assert.ThrowsAsync<NoticeException>(() => Tell(desk));
        Assert.Equal("the webhook at 127.0.0.1 answers 500; told again later", refused.Message);
        status = StatusCodes.Status200OK;
        await Tell(desk);
        Assert.Equal(2, posts.Count);
        Assert.Equal(posts[0].Body, posts[1].Body);

        await server.StopAsync();
        node.Node.Health.Slots.Judge(1, EndpointStatus.Down);
        await desk.Look(default);
        Assert.StartsWith("the webhook at 127.0.0.1 cannot be reached", (await Assert.ThrowsAsync<NoticeException>(() => Tell(desk))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_reads_the_notices_and_its_exit_code_takes_them()
    {
        var read = Path.Combine(folder.Path, "read.json");
        var program = Script("notify", $"cat > {read}; test ! -e {folder.Path}/refuse");
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        using var desk = Desk(node, new NotifySettings { Command = program });
        await desk.Look(default);
        node.Node.Health.Slots.Judge(0, EndpointStatus.Down);
        await desk.Look(default);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "refuse"), "");
        Assert.Equal($"the command '{program}' ended with 1; told again later", (await Assert.ThrowsAsync<NoticeException>(() => Tell(desk))).Message);
        File.Delete(Path.Combine(folder.Path, "refuse"));
        await Tell(desk);
        Assert.Equal(("fra-4", "unknown", "down"), Words(JsonDocument.Parse(await File.ReadAllTextAsync(read)).RootElement.GetProperty("notices")[0]));
    }

    [Fact]
    public async Task A_command_that_hangs_is_ended_with_all_it_started_and_one_that_is_none_is_said()
    {
        var started = Path.Combine(folder.Path, "started");
        var hanging = new NoticeCommand(Script("hang", $"sleep 1000 & echo $! > {started}.new; mv {started}.new {started}; wait"), time);
        var telling = hanging.TellAsync("{}"u8.ToArray(), default);
        await Until(() => File.Exists(started));
        time.Advance(NoticeCommand.Patience);
        Assert.Contains("did not end within 30 s", (await Assert.ThrowsAsync<NoticeException>(() => telling)).Message);
        var child = (await File.ReadAllTextAsync(started)).Trim();
        await Until(() => !IsAlive(child));

        var none = new NoticeCommand(Path.Combine(folder.Path, "none"), time);
        Assert.Contains("cannot be started", (await Assert.ThrowsAsync<NoticeException>(() => none.TellAsync([], default))).Message);
    }

    // Another process's doing: asked again and again; only what never comes meets the bound.
    private static async Task Until(Func<bool> holds)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds())
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static bool IsAlive(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Split(' ')[2] != "Z";
        }
        catch (IOException)
        {
            return false;
        }
    }

    private NoticeDesk Desk(NodeUnderTest node, NotifySettings settings) =>
        new(settings, new StatusWatch("node", node.Node.Ground.Slots, node.Node.Ground.HealthTable, node.Node.Health.Overrides, time), () => node.Node.Publishing.Content?.Model, time);

    private static async Task Tell(NoticeDesk desk)
    {
        foreach (var (_, tell) in desk.Tellers)
        {
            await tell(default);
        }
    }

    private static (string? Endpoint, string? Before, string? Status) Words(JsonElement notice) =>
        (notice.GetProperty("endpoint").GetString(), notice.GetProperty("before").GetString(), notice.GetProperty("status").GetString());

    private string Script(string name, string text)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private async Task<WebApplication> Serve()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(new IPEndPoint(IPAddress.Loopback, 0)));
        var server = builder.Build();
        server.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            posts.Add((context.Request.Headers.Authorization, await reader.ReadToEndAsync()));
            context.Response.StatusCode = status;
        });
        await server.StartAsync();
        return server;
    }
}
