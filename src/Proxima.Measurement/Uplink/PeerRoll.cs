using System.Security.Cryptography.X509Certificates;

namespace Proxima.Measurement.Uplink;

/// <summary>Whom a certificate shows.</summary>
internal enum PeerFace
{
    /// <summary>Another node.</summary>
    Peer,

    /// <summary>Somebody without the cluster's key.</summary>
    Stranger,

    /// <summary>The node that asks.</summary>
    Itself,

    /// <summary>A node that is reached under another name of the list already.</summary>
    Twin,
}

/// <summary>
/// Tells the nodes behind a list of names apart by their certificates: a list may name a node twice, by name and by address, and the asking
/// node too; whatever is measured is to reach each of them once. Any thread.
/// </summary>
public sealed class PeerRoll(PeerIdentity identity)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> names = [];

    public PeerIdentity Identity { get; } = identity;

    internal PeerFace Meet(string name, X509Certificate2? certificate)
    {
        if (!Identity.IsPeer(certificate))
        {
            return PeerFace.Stranger;
        }

        var fingerprint = PeerIdentity.FingerprintOf(certificate!);
        if (fingerprint == Identity.Fingerprint)
        {
            return PeerFace.Itself;
        }

        lock (gate)
        {
            if (names.TryGetValue(fingerprint, out var known))
            {
                return known == name ? PeerFace.Peer : PeerFace.Twin;
            }

            // A node that lost its state folder comes back with another certificate: its old one is nobody's now.
            foreach (var old in names.Where(pair => pair.Value == name).Select(pair => pair.Key).ToList())
            {
                names.Remove(old);
            }

            names[fingerprint] = name;
            return PeerFace.Peer;
        }
    }
}
