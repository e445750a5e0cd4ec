using System.Text.Json;
using Proxima.Measurement.Counters;
using Proxima.Tests.Answering;

namespace Proxima.Tests.Measurement;

public sealed class InterfaceTableTests
{
    /// <summary>The oracle is ip(8), which asks the kernel over netlink.</summary>
    [Fact]
    public async Task The_counters_are_those_that_ip_prints()
    {
        var before = new InterfaceTable().Counters().ToDictionary(counters => counters.Name);
        using var json = JsonDocument.Parse(await Oracles.RunAsync("ip", "-s", "-j", "link"));
        var after = new InterfaceTable().Counters().ToDictionary(counters => counters.Name);
        var links = json.RootElement.EnumerateArray().Where(link => link.TryGetProperty("stats64", out _)).ToList();
        Assert.NotEmpty(links);
        foreach (var link in links)
        {
            var name = link.GetProperty("ifname").GetString()!;
            var (received, sent) = (link.GetProperty("stats64").GetProperty("rx").GetProperty("bytes").GetInt64(), link.GetProperty("stats64").GetProperty("tx").GetProperty("bytes").GetInt64());
            Assert.InRange(received, before[name].Received, after[name].Received);
            Assert.InRange(sent, before[name].Sent, after[name].Sent);
        }
    }

    [Fact]
    public void Counted_is_what_a_default_route_leaves_by()
    {
        var proc = Directory.CreateTempSubdirectory("proc");
        try
        {
            Directory.CreateDirectory(Path.Combine(proc.FullName, "net"));
            Directory.CreateDirectory(Path.Combine(proc.FullName, "sys/kernel/random"));
            File.WriteAllText(Path.Combine(proc.FullName, "sys/kernel/random/boot_id"), "5b0cc2b1-0c5f-4b2c-8f5d-6c6f8d0b1c11\n");
            File.WriteAllText(Path.Combine(proc.FullName, "net/dev"), """
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                    lo: 5180 0 0 0 0 0 0 0 5180 0 0 0 0 0 0 0
                  ens3:123456789012 10 0 0 0 0 0 0 42 7 0 0 0 0 0 0
                  ens4: 3 1 0 0 0 0 0 0 4 1 0 0 0 0 0 0
                docker0: 9 1 0 0 0 0 0 0 9 1 0 0 0 0 0 0
                """);
            File.WriteAllText(Path.Combine(proc.FullName, "net/route"), """
                Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
                ens3	00000000	0100000A	0003	0	0	100	00000000	0	0	0
                docker0	000011AC	00000000	0001	0	0	0	0000FFFF	0	0	0
                """);
            File.WriteAllText(Path.Combine(proc.FullName, "net/ipv6_route"), """
                00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     ens4
                00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
                """);
            var report = new InterfaceTable(proc.FullName).Read("fra", out _)!;
            Assert.Equal("5b0cc2b1-0c5f-4b2c-8f5d-6c6f8d0b1c11", report.Boot);
            Assert.Equal([("ens3", 123456789012, 42), ("ens4", 3, 4)], report.Interfaces.Select(counters => (counters.Name, counters.Received, counters.Sent)));
        }
        finally
        {
            proc.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_machine_without_the_tables_says_so_in_one_line()
    {
        Assert.Null(new InterfaceTable("/nowhere").Read("fra", out var problem));
        Assert.StartsWith("cannot read the counters of the interfaces: ", problem);
    }
}
