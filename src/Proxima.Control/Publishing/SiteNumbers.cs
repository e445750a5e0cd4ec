using Proxima.Control.Storage;
using Proxima.Engine.Steering;

namespace Proxima.Control.Publishing;

/// <summary>
/// The stable numbers of sites. A sample carries the store's number; a snapshot numbers its sites by their place in the steering file.
/// Replaced as a whole when the steering file changes.
/// </summary>
public sealed class SiteNumbers(IReadOnlyDictionary<string, ushort> stored)
{
    private Numbers current = new(stored, [], []);

    /// <summary>Number of a site of the steering file in force.</summary>
    public bool TryGet(string name, out ushort number) => Volatile.Read(ref current).InForce.TryGetValue(name, out number);

    /// <summary>Place in the steering file by the store's number; absent when the site is in it no more.</summary>
    public IReadOnlyDictionary<ushort, int> Places => Volatile.Read(ref current).Places;

    /// <summary>Its name, whether it is in force or not.</summary>
    public string NameOf(ushort number) => Volatile.Read(ref current).All.FirstOrDefault(pair => pair.Value == number).Key;

    /// <summary>Gives new sites a number, which is on disk when this ends.</summary>
    /// <exception cref="StoreException">The numbers cannot be stored.</exception>
    public async Task TakeAsync(SteeringModel model, Store store)
    {
        var names = model.Sites.Select(site => site.Name).ToList();
        var all = names.TrueForAll(current.All.ContainsKey) ? current.All : await store.RegisterSitesAsync(names);
        Volatile.Write(ref current, new Numbers(
            all,
            names.ToDictionary(name => name, name => all[name]),
            names.Select((name, place) => (Number: all[name], place)).ToDictionary(pair => pair.Number, pair => pair.place)));
    }

    private sealed record Numbers(IReadOnlyDictionary<string, ushort> All, Dictionary<string, ushort> InForce, Dictionary<ushort, int> Places);
}
