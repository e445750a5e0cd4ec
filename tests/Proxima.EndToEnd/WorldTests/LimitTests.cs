using Proxima.World;

namespace Proxima.EndToEnd;

/// <summary>The world's limits hold; none of this needs root.</summary>
public sealed class LimitTests
{
    [Fact]
    public void A_full_queue_drops_the_new_packet_and_takes_another_when_one_has_left()
    {
        var queue = new DelayQueue();
        for (var i = 0; i < DelayQueue.MaxPackets; i++)
        {
            Assert.True(queue.TryPush(queue.Take(), i));
        }

        var packet = queue.Take();
        Assert.False(queue.TryPush(packet, 0));
        queue.GiveBack(queue.Pop());
        Assert.True(queue.TryPush(packet, 0));
        Assert.Equal(DelayQueue.MaxPackets, queue.Count);
    }

    [Fact]
    public void Packets_leave_in_the_order_they_are_due()
    {
        var queue = new DelayQueue();
        foreach (var due in new[] { 30, 10, 20 })
        {
            var packet = queue.Take();
            packet.Length = due;
            queue.TryPush(packet, due);
        }

        Assert.Equal([10, 20, 30], Enumerable.Range(0, 3).Select(_ => queue.Pop().Length));
    }

    [Theory]
    [InlineData(WorldFile.MaxHosts, 0)]
    [InlineData(WorldFile.MaxHosts + 1, 1)]
    public void A_world_has_at_most_64_hosts(int hosts, int faultCount)
    {
        var faults = new List<TextFault>();
        WorldFile.Parse(string.Join('\n', Enumerable.Range(0, hosts).Select(i => $"host h{i} 10.{i}.0.1/16")), faults);
        Assert.Equal(faultCount, faults.Count);
    }

    [Theory]
    [InlineData("host abcdefghijklmnopqrst 10.0.0.1/16", 0)]
    [InlineData("host abcdefghijklmnopqrstu 10.0.0.1/16", 1)]
    [InlineData("host a 10.0.0.1/33", 1)]
    [InlineData("host a 10.0.0.1/16\nhost b 10.1.0.1/16\nset a b rtt=10s", 0)]
    [InlineData("host a 10.0.0.1/16\nhost b 10.1.0.1/16\nset a b rtt=11s", 1)]
    [InlineData("host a 10.0.0.1/16\nhost b 10.1.0.1/16\nset a b loss=101%", 1)]
    public void Names_prefixes_delays_and_shares_beyond_their_limits_are_faults(string text, int expected)
    {
        var faults = new List<TextFault>();
        WorldFile.Parse(text.Contains("host b", StringComparison.Ordinal) ? text : text + "\nhost other 10.9.0.1/16", faults);
        Assert.Equal(expected, faults.Count);
    }

    [Fact]
    public void The_world_file_of_the_readme_has_no_fault()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "tests/Proxima.World/README.md"));
        var text = readme.Split("```world\n")[1].Split("```")[0];
        var faults = new List<TextFault>();
        Assert.NotNull(WorldFile.Parse(text, faults));
        Assert.Empty(faults);
    }

    [Fact]
    public void The_longest_prefix_answers_for_an_address()
    {
        var faults = new List<TextFault>();
        var world = WorldFile.Parse("host wide 10.0.0.1/8 fd00::1/16\nhost narrow 10.1.0.1/16 fd00:1::1/32\nhost one 10.1.2.3/32", faults)!;
        var map = new AddressMap(world.Hosts);
        int Find(string address) => map.Find(System.Net.IPAddress.Parse(address).GetAddressBytes());
        Assert.Equal([0, 1, 2, AddressMap.Nobody, 0, 1, AddressMap.Nobody],
            new[] { "10.2.0.1", "10.1.2.4", "10.1.2.3", "11.0.0.1", "fd00:2::1", "fd00:1:ffff::1", "fe80::1" }.Select(Find));
    }
}
