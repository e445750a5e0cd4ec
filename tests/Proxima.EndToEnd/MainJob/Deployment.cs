using System.Globalization;

namespace Proxima.EndToEnd;

/// <summary>The whole thing as a user runs it: the world, a node with its data plane, and an agent at every site. Nothing is mocked.</summary>
public sealed class Deployment : IAsyncLifetime
{
    private readonly List<BackgroundProcess> agents = [];
    private int? dataPlane;

    internal Atlas Atlas { get; } = new();

    internal World World { get; private set; } = null!;

    internal NodeFiles Files { get; private set; } = null!;

    internal BackgroundProcess Node { get; private set; } = null!;

    internal Questions Questions => new(World, Atlas);

    internal Host NodeHost => World.Host(Atlas.Node.Name);

    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return; // each test says so and is skipped
        }

        World = await World.Up(Atlas.Describe());
        Files = NodeFiles.Write(Atlas);
        StartNode();
        await Until.Holds(async () => (await Status()) is not null, Deadlines.Step, () => $"proximad tells its status; it said:\n{Node.Log}");
        foreach (var site in Atlas.Sites)
        {
            agents.Add(World.Host(site.Name).Start([Repository.Program("proxima"), .. NodeFiles.AgentArguments(site, Atlas.Node, Files)]));
        }
    }

    internal void StartNode() => Node = NodeHost.Start(Repository.Program("proximad"), "--config", Files.Settings);

    /// <summary>What <c>proxima status --json</c> says at the node; null when the node does not answer.</summary>
    internal async Task<NodeStatus?> Status()
    {
        var finished = await NodeHost.Run([Repository.Program("proxima"), .. NodeFiles.StatusArguments(Atlas.Node, Files)]);
        var status = finished.ExitCode == 0 ? NodeStatus.Parse(finished.Output) : null;
        dataPlane = status?.DataPlaneId ?? dataPlane;
        return status;
    }

    /// <summary>Waits until every client network is answered as the matrix says, by all the ways, and returns how long that took.</summary>
    internal async Task<TimeSpan> UntilAnswersFollowTheMatrix(TimeSpan deadline, string? exceptSite = null)
    {
        IReadOnlyList<Reply> wrong = [];
        return await Until.Holds(
            async () => (wrong = Questions.Wrong(await Questions.AskAll(Way.All), exceptSite)).Count == 0, deadline,
            () => $"answers follow the matrix:\n{Questions.Describe(wrong)}\nnode:\n{Tail(Node.Log)}\nagents:\n{string.Join('\n', agents.Select(a => Tail(a.Log)))}");
    }

    internal static Task KillHard(int processId) => Finished.Run("kill", "-9", processId.ToString(CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        if (World is null)
        {
            return;
        }

        foreach (var agent in agents)
        {
            await agent.DisposeAsync();
        }

        await Node.DisposeAsync();
        if (dataPlane is { } id && IsDataPlane(id))
        {
            await KillHard(id);
        }

        await World.DisposeAsync();
        Files.Delete();
    }

    /// <summary>An id may have gone to another process: only ours names our state folder.</summary>
    private bool IsDataPlane(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Contains(Files.State, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Tail(string log) => log.Length <= 3000 ? log : log[^3000..];
}
