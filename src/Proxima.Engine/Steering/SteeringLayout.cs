using System.Runtime.InteropServices;
using Proxima.Dns.Records;

namespace Proxima.Engine.Steering;

/// <summary>
/// The head of the steering section; offsets are octets from its start. A plan is a chain over a list of candidates: all names with the
/// same policy and pool share one.
/// <code>
///   steered record --> plan --> policy --> filters
///                        |----> candidates --> endpoints --> site
///                        '----> runs per family: where the next decision begins, and which one it is
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SteeringHeader
{
    public ListAt Sites;
    public ListAt Endpoints;
    public ListAt Policies;
    public ListAt Filters;
    public ListAt Plans;
    public ListAt Steered;
}

/// <summary>Where a site's name stands, and its hash.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SiteRecord
{
    public ListAt Name;
    public uint Hash;
    public int Reserved;
}

/// <summary>An array in the section: octets for texts and addresses, else records.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ListAt
{
    public int Offset;
    public int Count;
}

[StructLayout(LayoutKind.Sequential)]
internal struct EndpointRecord
{
    public ulong NameHash;
    public ListAt Name;
    public ListAt Address;
    public int Slot;
    public ushort Site;
    public ushort Weight;
    public ushort Priority;
    public ushort Reserved;
    public uint SiteHash;
    public int Reserved2;
}

[StructLayout(LayoutKind.Sequential)]
internal struct PolicyRecord
{
    public ListAt Name;
    public int FirstFilter;
    public int FilterCount;
    public int WhenEmpty;
    public int Reserved;

    /// <summary>Share of a pool's endpoints that must be available for it to be used while another is.</summary>
    public double MinHealthy;
}

/// <summary>One filter of a chain with its parameters in the form its catalog line gives them: a <see cref="CompiledFilter"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FilterBlock
{
    /// <summary>The filter's number in the catalog.</summary>
    public uint Number;
    public uint Whole;
    public double Share;
    public ListAt Octets;
}

[StructLayout(LayoutKind.Sequential)]
internal struct PlanRecord
{
    /// <summary>Which candidates health left available when the runs were made, a bit each; always 0 when the chain does not look at health.</summary>
    public ulong Available;
    public ListAt Candidates;

    /// <summary>For each pool of the name, in order of preference, how many candidates it and those before it have.</summary>
    public ListAt PoolEnds;

    /// <summary>Starts of the runs, as the latency map's ranges are: <see cref="uint"/> for IPv4, <see cref="ulong"/> for IPv6.</summary>
    public RunList RunsIPv4;
    public RunList RunsIPv6;

    /// <summary><see cref="FinalDecision"/>s; empty when the chain decides anew for every query.</summary>
    public ListAt Decisions;
    public int Policy;
    public int Reserved;
}

/// <summary>The runs of one family: their starts, for each the number of its decision (<see cref="ushort"/>), and an index by the first bits of an address.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RunList
{
    public ListAt Starts;
    public int DecisionsOffset;

    /// <summary>Entry i: how many runs start below the first address whose first bits are i; one entry more than 2 to the bits.</summary>
    public int IndexOffset;
    public int IndexBits;
    public int Reserved;
}

/// <summary>What a chain keeps for every client of some runs while the health the runs were made for lasts: endpoint numbers, in order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FinalDecision
{
    public int EndpointsOffset;
    public int Count;
}

[StructLayout(LayoutKind.Sequential)]
internal struct SteeredRecord
{
    public ulong OwnerHash;

    /// <summary>The owner name in lower case, wire format.</summary>
    public ListAt Owner;

    /// <summary>RDATAs, each behind its length in two octets, little-endian.</summary>
    public ListAt Static;

    /// <summary>Of other types than addresses: for each candidate's place, where its RDATA lies, as a <see cref="ListAt"/>.</summary>
    public ListAt Rdatas;
    public int Plan;
    public uint Ttl;
    public RecordType Type;

    /// <summary>As <see cref="RecordTemplate.PriorityStep"/>.</summary>
    public ushort PriorityStep;
    public int Reserved;
}
