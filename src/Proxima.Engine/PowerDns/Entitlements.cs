using Proxima.Dns.Names;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.PowerDns;

/// <summary>
/// Which steered names of a zone are licensed, where the operator set an authority. Looked up anew for each snapshot; what is not licensed
/// is said once for each policy. Used by one thread.
/// </summary>
public sealed class Entitlements(LicenseAuthority authority, DomainName zone, IReadOnlyList<string> licenses, Action<string> say)
{
    private readonly HashSet<string> said = [];
    private readonly List<byte[]> refused = [];
    private ulong serial;
    private bool isRead;

    /// <summary>Whether <paramref name="name"/> (wire format, any case) is steered by a policy that is not licensed in the zone.</summary>
    public bool Refuse(ReadOnlySpan<byte> name, Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (!isRead || serial != snapshot.Serial)
        {
            Read(snapshot);
        }

        foreach (var owner in refused)
        {
            if (WireName.EqualsIgnoreCase(name, owner))
            {
                return true;
            }
        }

        return false;
    }

    private void Read(Snapshot snapshot)
    {
        (isRead, serial) = (true, snapshot.Serial);
        refused.Clear();
        var licensed = new Dictionary<string, bool>();
        for (var steered = 0; steered < snapshot.Steering.SteeredCount; steered++)
        {
            var policy = snapshot.Steering.PolicyOf(steered);
            if (!licensed.TryGetValue(policy, out var isLicensed))
            {
                isLicensed = licenses.Any(license => authority.Verifies(license, policy, zone));
                licensed.Add(policy, isLicensed);
            }

            if (!isLicensed && SteeredNames.NameOf(snapshot.Steering.OwnerOf(steered)).IsAtOrBelow(zone))
            {
                refused.Add(snapshot.Steering.OwnerOf(steered).ToArray());
                Say(policy);
            }
        }
    }

    private void Say(string policy)
    {
        if (said.Add(policy))
        {
            say($"no license for algorithm '{policy}' in zone {zone}: its names are not steered, PowerDNS serves the static records");
        }
    }
}
