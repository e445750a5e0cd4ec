using Proxima.Dns.Messages;

namespace Proxima.Dns.Edns;

/// <summary><see cref="ClientSubnet"/> as one option among others.</summary>
public sealed record ClientSubnetOption(ClientSubnet Subnet) : EdnsOption
{
    public override OptionCode Code => OptionCode.ClientSubnet;

    internal static ClientSubnetOption Read(ref WireReader reader)
    {
        if (!ClientSubnet.TryRead(reader.Take(reader.Remaining), out var subnet))
        {
            reader.Fail();
        }

        return new ClientSubnetOption(subnet);
    }

    internal override void Write(WireWriter writer)
    {
        Span<byte> value = stackalloc byte[ClientSubnet.MaxWireLength];
        writer.Octets(value[..Subnet.Write(value, Subnet.ScopePrefixLength)]);
    }
}
