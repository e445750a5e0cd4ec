using System.Net;
using System.Net.Sockets;

namespace Proxima.Tool.Checks;

/// <summary>
/// Which name servers leave the NS answers: those all of whose addresses belong to peers found silent or wrong. Never the last one; and none
/// when every peer but at most one (this node itself may be in the list) is silent, since then it is this node that is cut off.
/// </summary>
internal static class NameServerChoice
{
    public static async Task<(IReadOnlyList<string> Away, string Why)> ChooseAsync(NameServerLines zone, IReadOnlyList<NameServerFinding> findings, CancellationToken cancellation)
    {
        var bad = findings.Where(finding => finding.Health is NameServerHealth.Silent or NameServerHealth.Wrong).ToList();
        var away = new List<string>();
        foreach (var server in zone.Servers)
        {
            if (await IsOfAsync(bad, server, zone.GlueOf(server), cancellation))
            {
                away.Add(server);
            }
        }

        if (findings.Count > 2 && findings.Count(finding => finding.Health == NameServerHealth.Silent) >= findings.Count - 1)
        {
            return (zone.Away, "all others are silent, so it is this node that is cut off: NS answers stay");
        }

        if (away.Count == zone.Servers.Count)
        {
            return (zone.Away, "none would be left: NS answers stay");
        }

        return (away, away.Count == 0 ? "NS answers name every server" : $"out of the NS answers: {string.Join(' ', away)}");
    }

    private static async Task<bool> IsOfAsync(List<NameServerFinding> bad, string server, IReadOnlyList<IPAddress> glue, CancellationToken cancellation)
    {
        var host = server.TrimEnd('.');
        if (bad.Any(finding => finding.Host.TrimEnd('.').Equals(host, StringComparison.OrdinalIgnoreCase)))
        {
            return true;
        }

        try
        {
            var addresses = glue.Count > 0 ? glue : await System.Net.Dns.GetHostAddressesAsync(host, cancellation);
            return addresses.Count > 0 && addresses.All(address => bad.Any(finding => finding.Addresses.Contains(address)));
        }
        catch (SocketException)
        {
            return false; // nobody knows where it is: not ours to judge
        }
    }
}
