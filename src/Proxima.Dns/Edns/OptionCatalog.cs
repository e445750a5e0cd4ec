using Proxima.Dns.Messages;

namespace Proxima.Dns.Edns;

/// <summary>The explicit list of EDNS options: from code to the code of one option's file.</summary>
public static class OptionCatalog
{
    /// <summary>Reads one option's value. False when it is malformed for its code; options unknown to us always read.</summary>
    public static bool TryRead(OptionCode code, ReadOnlySpan<byte> value, out EdnsOption option)
    {
        var reader = new WireReader(value);
        option = code switch
        {
            OptionCode.Nsid => NsidOption.Read(ref reader),
            OptionCode.ClientSubnet => ClientSubnetOption.Read(ref reader),
            OptionCode.Cookie => CookieOption.Read(ref reader),
            OptionCode.TcpKeepalive => TcpKeepaliveOption.Read(ref reader),
            OptionCode.Padding => PaddingOption.Read(ref reader),
            OptionCode.ExtendedError => ExtendedErrorOption.Read(ref reader),
            _ => UnknownOption.Read(code, ref reader),
        };
        return !reader.Failed && reader.AtEnd;
    }
}
