using Proxima.EndToEnd.Stores;

namespace Proxima.EndToEnd.Cluster;

/// <summary>The article's system, whole: the world, MariaDB, three servers as peers, and clients that never stop asking. Nothing is mocked.</summary>
public sealed class ClusterDeployment : IAsyncLifetime
{
    private const int InARow = 8;

    private readonly string folder = Directory.CreateTempSubdirectory("proxima-cluster-").FullName;
    private readonly List<string> hostFiles = [];

    internal ClusterMap Map { get; } = new();

    internal World World { get; private set; } = null!;

    internal MariaDbServer Database { get; } = new();

    internal List<ClusterNode> Nodes { get; } = [];

    internal ClientLoop Clients { get; private set; } = null!;

    internal ClusterNode this[string name] => Nodes.Single(node => node.Name == name);

    internal static bool CanRun => Environment.IsPrivilegedProcess && File.Exists("/usr/sbin/pdns_server") && File.Exists("/usr/sbin/mariadbd") && File.Exists("/usr/bin/memcached");

    public async ValueTask InitializeAsync()
    {
        if (!CanRun)
        {
            return; // each test says so and is skipped
        }

        await Database.InitializeAsync();
        World = await World.Up(Map.Describe());
        foreach (var place in Map.Nodes)
        {
            NameThePeers(place);
            var node = new ClusterNode(World, place, Directory.CreateDirectory(Path.Combine(folder, place.Name)).FullName);
            Nodes.Add(node);
            using (var session = Database.AdministratorSession())
            {
                session.Run($"CREATE DATABASE {place.Name}");
            }

            await node.WriteAsync(Map, Database.Socket);
            node.StartMemcached();
            node.StartDaemon();
        }

        foreach (var node in Nodes)
        {
            await node.StartPowerDnsAsync();
        }

        // From the first answer on, nothing may go wrong.
        foreach (var node in Nodes)
        {
            await Until.Holds(
                async () => (await Dig.Ask(World.Host("london"), $"@{node.Place.IPv4}", ClientLoop.Static, "A")).Addresses.Count == 1, Deadlines.Step, () => node.Log);
        }

        Clients = new ClientLoop(World.Name, Map);
    }

    /// <summary>
    /// Waits until every client gets its best address from every server that answers, <see cref="InARow"/> times in a row, all at the same time:
    /// had one client another's answer out of a cache, they would not come to that. Not "always": on a machine that stalls for a second,
    /// what is measured stalls too.
    /// </summary>
    internal async Task UntilSteered(string? without = null)
    {
        var mark = Clients.Mark();
        await Until.Holds(
            () =>
            {
                foreach (var (client, node) in from client in Map.Clients from node in Map.Nodes.Where(node => node.Name != without) select (client, node))
                {
                    var last = Clients.Since(mark).Where(heard => heard.Client == client.Name && heard.Node == node.Name && heard.Name == ClientLoop.Steered).TakeLast(InARow).ToList();
                    if (last.Count < InARow || last.Any(heard => heard.Addresses != Map.Best(client, without)))
                    {
                        return false;
                    }
                }

                return true;
            },
            Deadlines.Measured,
            () => $"every client gets its best server:\n{Summary(mark)}\n{Logs}");
    }

    internal string Logs => string.Join('\n', Nodes.Select(node => node.Log));

    /// <summary>What clients heard since then, counted: by server and name, each answer with its number.</summary>
    internal string Summary(int mark) => string.Join('\n', Clients.Since(mark)
        .GroupBy(heard => (heard.Node, heard.Name))
        .OrderBy(group => group.Key)
        .Select(group => $"  {group.Key.Node} {group.Key.Name}: {string.Join(", ", group.GroupBy(heard => $"{heard.Client} {heard}").OrderBy(same => same.Key).Select(same => $"{same.Key} x{same.Count()}"))}"));

    /// <summary>Ends a case: nobody ever heard a failure, static names are what they are, steered ones lead to a server.</summary>
    internal void Close(string name, int mark, string? maySilent = null)
    {
        var heard = Clients.Since(mark);
        Assert.NotEmpty(heard);
        Assert.All(heard.Where(answer => answer.Node != maySilent), answer => Assert.True(answer.Code is not null, $"{name}: silence\n{Summary(mark)}\n{Logs}"));
        var answers = heard.Where(answer => answer.Code is not null).ToList();
        Assert.True(answers.TrueForAll(answer => answer.Code == Proxima.Dns.Messages.Rcode.NoError), $"{name}:\n{Summary(mark)}\n{Logs}");
        Assert.All(answers.Where(answer => answer.Name == ClientLoop.Static), answer => Assert.Equal("192.0.2.200", answer.Addresses));
        Assert.All(answers.Where(answer => answer.Name == ClientLoop.Steered), answer => Assert.Contains(Map.Nodes, node => node.IPv4 == answer.Addresses));
        TestContext.Current.SendDiagnosticMessage($"{name}\n{Summary(mark)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (CanRun)
        {
            await (Clients?.DisposeAsync() ?? ValueTask.CompletedTask);
            foreach (var node in Nodes)
            {
                await node.StopAsync();
            }

            await World.DisposeAsync();
            await Database.DisposeAsync();
            hostFiles.ForEach(path => TemporaryFolder.Remove(path));
        }

        TemporaryFolder.Remove(folder);
    }

    /// <summary>Names of peers, for this namespace alone: <c>ip netns exec</c> lays /etc/netns/NAME over /etc.</summary>
    private void NameThePeers(Place place)
    {
        var path = $"/etc/netns/{World.Host(place.Name).Namespace}";
        Directory.CreateDirectory(path);
        hostFiles.Add(path);
        File.WriteAllLines(Path.Combine(path, "hosts"), ["127.0.0.1 localhost", .. Map.Nodes.Select((node, i) => $"{node.IPv4} ns{i + 1}.isp.net")]);
    }
}

/// <summary>One deployment for all cases: learning the client networks takes most of the time.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterTestGroup : ICollectionFixture<ClusterDeployment>
{
    public const string Name = "cluster";
}
