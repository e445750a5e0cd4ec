using System.Runtime.CompilerServices;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Steering;
using Proxima.Engine.Zones;

namespace Proxima.Tests.Zones;

/// <summary>Zones laid out as in a snapshot, and lookups in words: <c>Answer host1.example. MX</c>.</summary>
internal sealed unsafe class TestTree
{
    public static readonly SteeringModel NoSteering = new([], [], [], [], []);

    private readonly byte[] octets;

    public TestTree(params Zone[] zones)
    {
        var built = ZoneSection.Build(zones, [], NoSteering);
        octets = GC.AllocateArray<byte>(built.Length, pinned: true);
        built.Octets.CopyTo(octets);
        Tree = new ZoneTree(new SectionView((byte*)Unsafe.AsPointer(ref octets[0]), octets.Length));
    }

    public ZoneTree Tree { get; }

    public string Find(string name, RecordType type = RecordType.A)
    {
        var lookup = Tree.Find(DomainName.Parse(name).ToLowerCase().Wire, type);
        var words = new List<string> { lookup.Kind.ToString() };
        if (lookup.Kind is not (LookupKind.Outside or LookupKind.NoName))
        {
            var (offset, length) = Tree.NameAt(Tree.NodeAt(lookup.Node).Name);
            Assert.True(DomainName.TryRead(Tree.Octets(offset, length), out var node));
            words.Add(node!.ToString());
        }

        if (lookup.Set >= 0)
        {
            words.Add(RecordCatalog.NameOf(Tree.SetAt(lookup.Set).Type));
        }

        return string.Join(' ', words);
    }
}
