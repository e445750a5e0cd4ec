namespace Proxima.Engine.Zones;

/// <summary>What the tree says about a name and a type (RFC 1034 section 4.3.2, RFC 2308 section 1, RFC 6672 section 3.2).</summary>
public enum LookupKind : byte
{
    /// <summary>The name lies in none of our zones.</summary>
    Outside,

    /// <summary>A record set of the type, or a steered record.</summary>
    Answer,

    /// <summary>The name is an alias: the set is its CNAME.</summary>
    Alias,

    /// <summary>The name lies below a DNAME: the set is that DNAME.</summary>
    Redirect,

    /// <summary>The name lies at or below a zone cut: the set is the cut's NS.</summary>
    Delegation,

    /// <summary>NODATA: the name exists, the type does not.</summary>
    NoRecords,

    /// <summary>NXDOMAIN.</summary>
    NoName,
}

/// <summary>
/// The outcome of <see cref="ZoneTree.Find"/>, as indexes into the section. <paramref name="Node"/> is where the set stands: the name itself,
/// the wildcard it matches, the DNAME's owner or the zone cut. <paramref name="Glue"/> is the name's own node below the cut, for a delegation
/// that has one. An index of -1 means none.
/// </summary>
public readonly record struct ZoneLookup(LookupKind Kind, int Zone = -1, int Node = -1, int Set = -1, bool IsWildcard = false, int Glue = -1);
