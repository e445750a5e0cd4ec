using System.Net;
using Proxima.Engine.Listeners.Xdp;

namespace Proxima.Tests.Listeners.Xdp;

public sealed class XdpProblemTests
{
    [Theory]
    [InlineData(1, "CAP_NET_ADMIN")]
    [InlineData(16, "another program is attached")]
    [InlineData(19, "no such interface")]
    [InlineData(105, "LimitMEMLOCK")]
    [InlineData(97, "no AF_XDP")]
    [InlineData(95, "does not support")]
    public void Each_reason_says_what_to_do(int error, string advice) =>
        Assert.Contains(advice, XdpProblem.Describe("eth0", "attaching the program", error));

    [Fact]
    public void Any_address_means_those_of_this_machine_but_loopback()
    {
        var any = OwnAddresses.Of([new IPEndPoint(IPAddress.Any, 53), new IPEndPoint(IPAddress.Parse("192.0.2.1"), 5353)]);
        Assert.Contains(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 5353), any);
        Assert.DoesNotContain(any, at => IPAddress.IsLoopback(at.Address) || at.Address.Equals(IPAddress.Any));
    }

    [Fact]
    public void A_program_for_the_most_addresses_fits_its_jumps_and_one_more_address_is_refused()
    {
        var addresses = Enumerable.Range(0, RedirectProgram.MaxAddresses).Select(i => new IPEndPoint(IPAddress.Parse($"2001:db8::{i:x}"), 53)).ToList();
        var program = RedirectProgram.Build([2, 0, 0, 0, 0, 1], addresses, 3);
        Assert.All(program, instruction => Assert.InRange(instruction.Offset, short.MinValue, program.Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => RedirectProgram.Build([2, 0, 0, 0, 0, 1], [.. addresses, addresses[0]], 3));
    }
}
