using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Proxima.Control.Intake;
using Proxima.Engine.Latency;
using Proxima.Settings.Node;
using Proxima.Settings.Prefixes;
using Proxima.Tests.Tool;

namespace Proxima.Tests.Control.Intake;

public sealed class OptOutTests : IDisposable
{
    private static readonly Prefix Network = Prefix.Parse("8.8.8.0/24");

    private readonly TemporaryFolder folder = new();
    private readonly ClientNetworks networks = new(SpecialNetworkRule.Auto);
    private int edits;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Evidence.Icmp, ClientNetworks.OptedOut)]
    [InlineData(Evidence.Tcp, ClientNetworks.OptedOut)]
    [InlineData(Evidence.Dns, ClientNetworks.OptedOut)]
    [InlineData(Evidence.PassiveTcp, null)]
    [InlineData(Evidence.DnsOverTcp, null)]
    [InlineData(Evidence.Beacon, null)]
    public void Probes_of_those_who_opted_out_do_not_count_and_their_own_connections_do(Evidence kind, string? reason)
    {
        networks.OptOut(new PrefixSet([Prefix.Parse("8.8.0.0/16")]));
        Assert.Equal(reason, networks.Refuse(new LatencySample(Network, 0, new Rtt(1000), kind, 0)));
    }

    [Fact]
    public async Task The_list_is_read_again_when_it_changed_and_a_broken_one_leaves_the_last_in_force()
    {
        var watch = Watch(Write("8.8.8.0/24 # asked on 3 May\n\n"));
        await watch.LookAsync(default);
        Assert.Equal(ClientNetworks.OptedOut, Refuse());

        Write("9.9.9.0/24\n8.8.8.0/33\n");
        await watch.LookAsync(default);
        Assert.Equal(ClientNetworks.OptedOut, Refuse());
        Assert.Contains(":2:1: '8.8.8.0/33' is no prefix, expected an address or a prefix", watch.Trouble);

        Write("9.9.9.0/24\n");
        await watch.LookAsync(default);
        Assert.Null(Refuse());
        Assert.Null(watch.Trouble);
    }

    [Fact]
    public async Task A_list_that_is_broken_when_a_node_starts_leaves_the_last_good_one_in_force()
    {
        await Watch(Write("8.8.8.0/24\n2a00::/32\n")).LookAsync(default);
        networks.OptOut(PrefixSet.Empty);
        var restarted = Watch(Write("8.8.8.0/33\n"));
        await restarted.LookAsync(default);
        Assert.Equal(ClientNetworks.OptedOut, Refuse());
        Assert.Equal(2, networks.OptedOutCount);
        Assert.Contains("the last good list stays in force", restarted.Trouble);
    }

    [Fact]
    public async Task Explain_says_that_a_client_does_not_want_to_be_probed()
    {
        var measure = new MeasureSettings { OptOut = Write("8.8.0.0/16\n") };
        await using (var node = await NodeUnderTest.StartAsync(folder.Path, new ManualTime(), measure: measure))
        {
            node.Node.Publishing.Publisher.Publish();
            Assert.Contains("8.8.8.0/24 does not want to be probed", Explain("8.8.8.0/24"));
            Assert.DoesNotContain("probed", Explain("9.9.9.0/24"));
            using var json = JsonDocument.Parse(Explain("8.8.8.0/24", "--json"));
            Assert.True(json.RootElement.GetProperty("client").GetProperty("opted_out").GetBoolean());
        }

        // The list is configured no more.
        await using var without = await NodeUnderTest.StartAsync(folder.Path, new ManualTime());
        Assert.DoesNotContain("probed", Explain("8.8.8.0/24"));
    }

    [Fact]
    public void Every_error_of_a_list_is_told_with_its_place()
    {
        var list = PrefixList.Parse("8.8.8.8\n  nonsense\n2a00::1/32 # bits\n2A00:0::/32\n", "out.txt");
        Assert.Equal(
            ["out.txt:2:3", "out.txt:3:1"],
            list.Errors.Select(error => $"{error.File}:{error.Line}:{error.Column}"));
        Assert.Equal(0, list.Prefixes.Count);
    }

    private OptOutWatch Watch(string path) => new(path, Path.Combine(folder.Path, PrefixList.OptedOutName), networks, NullLogger<OptOutWatch>.Instance);

    private string Explain(string client, params string[] more) => ToolRun.Of(["explain", "www.example.org", "--client", client, "--state", folder.Path, .. more]).Output;

    private string? Refuse() => networks.Refuse(new LatencySample(Network, 0, new Rtt(1000), Evidence.Icmp, 0));

    private string Write(string text)
    {
        var path = Path.Combine(folder.Path, "opt-out.txt");
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(++edits));
        return path;
    }
}
