using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using static Proxima.EndToEnd.PowerDns.PowerDnsFiles;

namespace Proxima.EndToEnd.PowerDns;

/// <summary>
/// Two PowerDNS servers whose nodes measured the opposite, and a real memcached between them: what the first decides holds for both while
/// memcached works, each decides alone while it does not, and nobody goes without an answer.
/// </summary>
public sealed class SharedDecisionTests : IAsyncLifetime
{
    private const string Www = "www.example.org";

    // One coprocess for UDP in each server, so that a question says what that one is up to.
    private const string OneThread = "distributor-threads=1\nreceiver-threads=1\n";

    private readonly int port = FreePort.Next();
    private PowerDnsFiles files = null!, otherFiles = null!;

    public async ValueTask InitializeAsync()
    {
        files = await Write();
        otherFiles = await Write();
        await otherFiles.BuildSnapshot(swapped: true);
    }

    public ValueTask DisposeAsync()
    {
        files.Delete();
        otherFiles.Delete();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_one_name_server_decides_holds_for_the_other_with_the_scope_of_the_network()
    {
        await using var memcached = await StartMemcached();
        await using var first = await Start(files);
        await using var second = await Start(otherFiles);
        await UntilShared(first, second);
        await UntilShared(first, second, "AAAA", NearNewYorkIPv6);
        await Until.Holds(async () => (await second.Ask(Www, "A", $"+subnet={NearNewYork}")).Scope == 24, Deadlines.Measured, () => second.Process.Log);
        string Log() => first.Process.Log + second.Process.Log;
        await Until.Holds(() => Log().Contains("decided before, for all name servers", StringComparison.Ordinal), Deadlines.Step, Log);
        Assert.DoesNotContain("mysql_user_password", Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_memcached_is_dead_each_decides_alone_and_when_it_is_back_they_share_again()
    {
        await using var first = await Start(files);
        await using var second = await Start(otherFiles);
        for (var round = 0; round < 2; round++)
        {
            await using (var memcached = await StartMemcached())
            {
                await UntilShared(first, second);
                await memcached.KillHard();
            }

            await UntilAlone(first, second);
        }

        Assert.Contains("every name server decides alone", second.Process.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_memcached_hangs_each_decides_alone()
    {
        await using var memcached = await StartMemcached();
        await using var first = await Start(files);
        await using var second = await Start(otherFiles);
        await UntilShared(first, second);
        await Signal("-STOP", memcached);
        try
        {
            await UntilAlone(first, second);
        }
        finally
        {
            await Signal("-CONT", memcached);
        }

        await UntilShared(first, second);
    }

    [Fact]
    public async Task A_full_memcached_changes_no_answer()
    {
        await using var memcached = await StartMemcached("-M", "-m", "2");
        await Fill();
        await using var first = await Start(files);
        await using var second = await Start(otherFiles);
        await AnswersAlone(first, second);
    }

    [Fact]
    public async Task Garbage_in_place_of_memcached_changes_no_answer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var talking = Talk(listener, stop.Token);
        await using var first = await Start(files);
        await using var second = await Start(otherFiles);
        await AnswersAlone(first, second);
        await Until.Holds(() => second.Process.Log.Contains("decides alone", StringComparison.Ordinal), Deadlines.Step, () => second.Process.Log);
        await stop.CancelAsync();
        await talking;
    }

    // Greets as memcached does, so that it is asked, and then says what none does.
    private static async Task Talk(TcpListener listener, CancellationToken stop)
    {
        var random = new Random(3);
        var octets = new byte[300];
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptSocketAsync(stop);
                await connection.ReceiveAsync(octets, stop);
                await connection.SendAsync("MN\r\n"u8.ToArray(), stop);
                await connection.ReceiveAsync(octets, stop);
                random.NextBytes(octets);
                await connection.SendAsync(octets, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private static async Task AnswersAlone(PowerDnsServer first, PowerDnsServer second)
    {
        for (var round = 0; round < 20; round++)
        {
            Assert.Equal(NewYork, await first.Address(Www, "A", $"+subnet={NearNewYork}"));
            Assert.Equal(Frankfurt, await second.Address(Www, "A", $"+subnet={NearNewYork}"));
        }
    }

    private static Task UntilAlone(PowerDnsServer first, PowerDnsServer second) => Until.Holds(
        async () => await Asked(second) == Frankfurt && await Asked(first) == NewYork, Deadlines.Measured, () => second.Process.Log);

    // Whoever comes first decides, and for a minute. On a busy machine memcached may miss its deadline now and then: hence not the first time.
    private static Task UntilShared(PowerDnsServer first, PowerDnsServer second, string type = "A", string subnet = NearNewYork) => Until.Holds(
        async () =>
        {
            var decided = await Asked(first, type, subnet);
            return await Asked(second, type, subnet) == decided && await Asked(first, type, subnet) == decided;
        },
        Deadlines.Measured, () => $"{first.Process.Log}\n{second.Process.Log}");

    private static async Task<string> Asked(PowerDnsServer server, string type = "A", string subnet = NearNewYork)
    {
        var address = await server.Address(Www, type, $"+subnet={subnet}");
        Assert.Contains(address, new[] { NewYork, Frankfurt, NewYorkIPv6, FrankfurtIPv6 });
        return address;
    }

    private static Task Signal(string signal, BackgroundProcess process) =>
        Finished.Run("kill", signal, process.Id.ToString(CultureInfo.InvariantCulture));

    private async Task<BackgroundProcess> StartMemcached(params string[] options)
    {
        Require.Tool("memcached", "memcached");
        var memcached = new BackgroundProcess("memcached", ["-u", "root", "-l", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), .. options]);
        await Until.Holds(async () => await Listens() || memcached.HasExited, Deadlines.Step, () => memcached.Log);
        Assert.False(memcached.HasExited, memcached.Log);
        return memcached;
    }

    private async Task<bool> Listens()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Fills every size class that a decision may fall into, until it says that it is out of memory.</summary>
    private async Task Fill()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        var reader = new StreamReader(client.GetStream());
        foreach (var length in Enumerable.Range(0, 28).Select(i => i * 5).Reverse().Prepend(1000).Prepend(10_000).Prepend(100_000))
        {
            var reply = "HD";
            for (var i = 0; reply == "HD"; i++)
            {
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"ms fill-{length}-{i} {length}\r\n{new string('x', length)}\r\n"));
                reply = await reader.ReadLineAsync() ?? "";
            }

            Assert.StartsWith("SERVER_ERROR", reply, StringComparison.Ordinal);
        }
    }

    private async Task<PowerDnsServer> Start(PowerDnsFiles of)
    {
        PowerDnsServer.Require();
        await File.WriteAllTextAsync(of.In("plugin.conf"), $"""
            [Application]
            Version = 1.2.0
            Debug = true
            [DNS]
            Zone = example.org
            Email = hostmaster@example.org
            NS1 = ns1.isp.net
            NS2 = ns2.isp.net
            TTL = 60
            [DB]
            Type = mysql
            Server = 127.0.0.1
            User = mysql_user
            Password = mysql_user_password
            Port = 3306
            Database = latency
            [Memcached]
            Server = 127.0.0.1
            Port = {port}
            TTL = 60
            """);
        return await PowerDnsServer.StartWithPipe(of, OneThread, $"--config {of.In("plugin.conf")}");
    }
}
