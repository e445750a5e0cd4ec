using Proxima.Dns.Names;

namespace Proxima.Engine.PowerDns;

/// <summary>
/// Metadata of the zones that another backend holds. PowerDNS takes the first backend's word for a zone's metadata, an empty one too, so the
/// remote backend must repeat what bind's database says, or a zone set to NSEC3 there would be served with NSEC. Read from what
/// <c>pdnsutil get-meta ZONE</c> printed, one zone behind the other.
/// </summary>
public sealed class RemoteMetadata
{
    private const string Head = "Metadata for '";

    private readonly Dictionary<DomainName, SortedDictionary<string, List<string>>> zones = [];

    /// <summary>Kinds and their values; none for a zone that is not known.</summary>
    public IReadOnlyDictionary<string, List<string>> Of(DomainName zone) => zones.GetValueOrDefault(zone) ?? [];

    public static RemoteMetadata Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var metadata = new RemoteMetadata();
        SortedDictionary<string, List<string>>? kinds = null;
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith(Head, StringComparison.Ordinal))
            {
                var name = line[Head.Length..].TrimEnd('\'');
                kinds = DomainName.TryParse(name, null, out var zone, out _) ? metadata.zones[zone] = [] : null;
            }
            else if (kinds is not null && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
            {
                // Kinds with several values separate them with a comma; of the rest each value is one.
                var kind = line[..equals].Trim();
                var value = line[(equals + 1)..].Trim();
                kinds[kind] = kind is "NSEC3PARAM" ? [value] : [.. value.Split(", ", StringSplitOptions.RemoveEmptyEntries)];
            }
        }

        return metadata;
    }
}
