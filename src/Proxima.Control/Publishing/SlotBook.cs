using Proxima.Control.Storage;
using Proxima.Engine.Health;
using Proxima.Engine.Steering;

namespace Proxima.Control.Publishing;

/// <summary>
/// Which slot of the health table each endpoint has, the same in every snapshot. A slot freed while this program runs is given to nobody
/// until it is started again: an answering side may still read it for the old endpoint.
/// </summary>
public sealed class SlotBook
{
    private readonly Dictionary<EndpointKey, int> slots;
    private readonly HashSet<int> usedInThisRun;

    public SlotBook(IReadOnlyDictionary<EndpointKey, int> stored)
    {
        slots = new Dictionary<EndpointKey, int>(stored);
        usedInThisRun = [.. slots.Values];
    }

    public int SlotOf(Pool pool, Endpoint endpoint) => slots[new EndpointKey(pool.Name, endpoint.Name)];

    /// <summary>Slots for the endpoints of <paramref name="model"/>, on disk when this ends. <paramref name="freed"/> sees each slot that lost its endpoint.</summary>
    /// <exception cref="StoreException">They cannot be stored, or there are more endpoints than slots.</exception>
    public async Task TakeAsync(SteeringModel model, Store store, Action<int> freed)
    {
        var wanted = model.Pools.SelectMany(pool => pool.Endpoints.Select(endpoint => new EndpointKey(pool.Name, endpoint.Name))).ToHashSet();
        var gone = slots.Keys.Where(key => !wanted.Contains(key)).ToList();
        var added = new Dictionary<EndpointKey, int>();
        foreach (var key in wanted.Where(key => !slots.ContainsKey(key)))
        {
            added.Add(key, Take());
        }

        if (gone.Count + added.Count == 0)
        {
            return;
        }

        await store.SaveSlotsAsync(added, gone);
        foreach (var key in gone)
        {
            freed(slots[key]);
            slots.Remove(key);
        }

        foreach (var (key, slot) in added)
        {
            slots.Add(key, slot);
        }
    }

    private int Take()
    {
        for (var slot = 0; slot < HealthFile.Slots; slot++)
        {
            if (usedInThisRun.Add(slot))
            {
                return slot;
            }
        }

        throw new StoreException($"more than {HealthFile.Slots} endpoints since this node started: restart it to free the slots of those that are gone");
    }
}
