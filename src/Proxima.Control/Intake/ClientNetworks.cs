using System.Net;
using Proxima.Engine.Latency;
using Proxima.Settings.Node;

namespace Proxima.Control.Intake;

/// <summary>
/// Which networks may be measured at all, and whose samples are taken. By itself a node takes special-purpose networks (private,
/// documentation and the like) only when it serves from such addresses too, or from none yet: then it stands in a private network, a
/// laboratory or the demo; on the Internet such a client is a mistake or a forgery. Any thread.
/// </summary>
public sealed class ClientNetworks(SpecialNetworkRule rule)
{
    public const string Special = "special-network";
    public const string OptedOut = "opted-out";

    private bool mayBeSpecial = true;
    private PrefixSet optedOut = PrefixSet.Empty;

    /// <summary>Networks on the list of those that do not want to be probed.</summary>
    public int OptedOutCount => Volatile.Read(ref optedOut).Count;

    /// <summary>Takes the networks that do not want to be probed.</summary>
    public void OptOut(PrefixSet networks) => Volatile.Write(ref optedOut, networks);

    /// <summary>Takes the addresses that answers may name.</summary>
    public void Take(IReadOnlyCollection<IPAddress> served) =>
        Volatile.Write(ref mayBeSpecial, served.Count == 0 || served.Any(address => SpecialNetworks.NameOf(Prefix.FromAddress(address)) is not null));

    /// <summary>Null when an address of the network may be probed, else why not.</summary>
    public string? RefuseProbe(in Prefix network, IPAddress address) =>
        Refuse(network) ?? (Volatile.Read(ref optedOut).Covers(Prefix.FromAddress(address)) || IsOptedOut(network) ? OptedOut : null);

    /// <summary>Null when the sample may count, else why not. Who opted out of probes still opens connections to us, and those may count.</summary>
    public string? Refuse(in LatencySample sample) =>
        Refuse(sample.Network) ?? (sample.Evidence is Evidence.Icmp or Evidence.Tcp or Evidence.Dns && IsOptedOut(sample.Network) ? OptedOut : null);

    /// <summary>Null when the network may be measured, else why not, in one of the words of status.</summary>
    public string? Refuse(in Prefix network)
    {
        var isAllowed = rule == SpecialNetworkRule.Allow || (rule == SpecialNetworkRule.Auto && Volatile.Read(ref mayBeSpecial));
        return isAllowed || SpecialNetworks.NameOf(network) is null ? null : Special;
    }

    private bool IsOptedOut(in Prefix network) => Volatile.Read(ref optedOut).Covers(network);
}
