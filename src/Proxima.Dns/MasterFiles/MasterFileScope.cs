using Proxima.Dns.Names;

namespace Proxima.Dns.MasterFiles;

/// <summary>What an entry inherits from the entries before it.</summary>
internal sealed class MasterFileScope
{
    public required DomainName Origin { get; set; }

    /// <summary>The owner of the entry before; null when there was none, or a broken one whose records must not go to someone else.</summary>
    public DomainName? Owner { get; set; }

    /// <summary>The owner of the entry before could not be parsed: entries that lean on it were already reported with it.</summary>
    public bool OwnerIsBroken { get; set; }

    /// <summary>By $TTL (RFC 2308 section 4).</summary>
    public uint? DefaultTtl { get; set; }

    /// <summary>The last TTL stated in a record (RFC 1035 section 5.1): counts where there is no $TTL.</summary>
    public uint? LastTtl { get; set; }
}
