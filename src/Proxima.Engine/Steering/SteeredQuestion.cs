using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Zones;

namespace Proxima.Engine.Steering;

/// <summary>Finds which steered record answers a question, or says why none does.</summary>
public static class SteeredQuestion
{
    /// <summary>False with the reason in one line; names are looked up as a query would, wildcards included.</summary>
    public static bool TryFind(Snapshot snapshot, DomainName name, RecordType type, out int steered, out string problem)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(name);
        var lookup = snapshot.Zones.Find(name.ToLowerCase().Wire, type);
        steered = lookup.Kind is LookupKind.Answer or LookupKind.Alias && lookup.Set >= 0 && snapshot.Zones.SetAt(lookup.Set).Type == type ? snapshot.Zones.SetAt(lookup.Set).Steered : -1;
        problem = steered >= 0 ? string.Empty : $"{name} {RecordCatalog.NameOf(type)} is not steered: {Describe(lookup.Kind)}";
        return steered >= 0;
    }

    private static string Describe(LookupKind kind) => kind switch
    {
        LookupKind.Outside => "the name lies in none of the zones of this snapshot",
        LookupKind.Answer => "it is an ordinary record set, the same for every client",
        LookupKind.Alias => "it is an alias (CNAME); explain the name it points to",
        LookupKind.Redirect => "it lies below a DNAME; explain the name that it stands for",
        LookupKind.Delegation => "it is delegated to other name servers",
        LookupKind.NoRecords => "the name exists, but not with this type",
        _ => "the name does not exist",
    };
}
