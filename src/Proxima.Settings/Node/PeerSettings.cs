using System.Net;
using Proxima.Settings.Values;

namespace Proxima.Settings.Node;

/// <summary>[Peers]: the other nodes of the cluster, and the door they come in by. Without a key there is neither.</summary>
public sealed record PeerSettings
{
    public const int DefaultPort = 8054;

    /// <summary>Most peers of a node.</summary>
    public const int MaxHosts = 50;

    /// <summary>The secret all nodes share.</summary>
    public Secret? Key { get; init; }

    /// <summary>As https addresses; the node itself may be among them, and a node twice.</summary>
    public IReadOnlyList<Uri> Hosts { get; init; } = [];

    /// <summary>Of this node's door, and of hosts that name none.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Where this node's door is; null: at every address of the machine.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>The database that the cluster's bash file names (MYSQL_*): the store's, where there is no [DB].</summary>
    public DatabaseSettings? ClusterDatabase { get; init; }

    /// <summary>DEBUG of the cluster's bash file.</summary>
    public bool ClusterDebug { get; init; }

    /// <summary>This node's own door, for programs on the same machine.</summary>
    public Uri OwnDoor => new UriBuilder(
        Uri.UriSchemeHttps,
        Listen is null || Listen.Address.Equals(IPAddress.Any) || Listen.Address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback.ToString() : HostOf(Listen.Address),
        Listen?.Port ?? Port).Uri;

    internal static string HostOf(IPAddress address) => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
