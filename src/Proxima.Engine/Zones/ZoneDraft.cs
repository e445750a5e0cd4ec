using Proxima.Dns.Names;
using Proxima.Dns.Records;

namespace Proxima.Engine.Zones;

/// <summary>One zone while it is laid out: its nodes by name, empty non-terminals (RFC 4592 section 2.2.2) among them.</summary>
internal sealed class ZoneDraft
{
    private readonly Dictionary<DomainName, NodeDraft> nodes = [];

    public ZoneDraft(Zone zone)
    {
        Apex = zone.Apex.ToLowerCase();
        foreach (var record in zone.Records)
        {
            NodeAt(record.Owner).SetOf(record.Type).Add(record);
        }
    }

    public DomainName Apex { get; }

    /// <summary>Every node, those above before those below: canonical order (RFC 4034 section 6.1).</summary>
    public List<NodeDraft> InOrder() => [.. nodes.Values.OrderBy(node => node.Name)];

    /// <summary>The node of an owner name, made with all nodes between it and the apex when it is new.</summary>
    public NodeDraft NodeAt(DomainName owner)
    {
        if (nodes.TryGetValue(owner, out var known))
        {
            return known;
        }

        var node = new NodeDraft(owner.ToLowerCase(), owner.Equals(Apex) ? null : NodeAt(owner.Parent));
        nodes.Add(node.Name, node);
        return node;
    }
}

/// <summary>One owner name while it is laid out.</summary>
internal sealed class NodeDraft(DomainName name, NodeDraft? parent)
{
    public DomainName Name { get; } = name;

    /// <summary>The node one label above; null at the apex.</summary>
    public NodeDraft? Parent { get; } = parent;

    public SortedDictionary<RecordType, RecordSetDraft> Sets { get; } = [];

    public uint Index { get; set; }

    public uint Cut { get; set; } = ZoneSectionHeader.None;

    public uint Wildcard { get; set; } = ZoneSectionHeader.None;

    public RecordSetDraft SetOf(RecordType type)
    {
        if (!Sets.TryGetValue(type, out var set))
        {
            Sets.Add(type, set = new RecordSetDraft(type));
        }

        return set;
    }
}

/// <summary>One RRset while it is laid out; TTL is the lowest of its records (RFC 2181 section 5.2).</summary>
internal sealed class RecordSetDraft(RecordType type)
{
    public RecordType Type { get; } = type;

    public uint Ttl { get; private set; } = uint.MaxValue;

    public List<byte[]> Rdatas { get; } = [];

    /// <summary>Number of the steered record that answers in place of the records, or -1.</summary>
    public int Steered { get; private set; } = -1;

    public void Add(ResourceRecord record)
    {
        Ttl = Math.Min(Ttl, record.Ttl);
        Rdatas.Add(record.Data.ToWire());
    }

    public void Steer(int number, uint ttl)
    {
        Steered = number;
        Ttl = ttl;
        Rdatas.Clear();
    }
}
