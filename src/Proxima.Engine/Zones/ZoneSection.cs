using Proxima.Engine.Snapshots;
using Proxima.Engine.Steering;

namespace Proxima.Engine.Zones;

/// <summary>All zones as they lie in the snapshot; the layout is drawn in ZoneLayout.cs.</summary>
public static class ZoneSection
{
    /// <summary>Steered names get their (name, type) as steered records in the zone they lie in; other types at the name stay.</summary>
    /// <exception cref="ArgumentException">Two zones have one apex, or a steered name cannot be answered: <see cref="SteeredPlacement.ProblemsOf"/> tells beforehand.</exception>
    public static SectionBuilder Build(IReadOnlyList<Zone> zones, IReadOnlyList<SteeredName> names, SteeringModel model)
    {
        ArgumentNullException.ThrowIfNull(zones);
        if (zones.GroupBy(zone => zone.Apex).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
        {
            throw new ArgumentException($"zone {twice.Key} is given twice", nameof(zones));
        }

        // In canonical order, so that the same zones in another order give the same octets.
        var drafts = zones.OrderBy(zone => zone.Apex).Select(zone => new ZoneDraft(zone)).ToList();
        PlaceSteered(zones, names, model, drafts);
        return new ZoneSectionWriter().Write(drafts);
    }

    private static void PlaceSteered(IReadOnlyList<Zone> zones, IReadOnlyList<SteeredName> names, SteeringModel model, List<ZoneDraft> drafts)
    {
        var placement = new SteeredPlacement(zones);
        if (placement.ProblemsOf(names) is [var problem, ..])
        {
            throw new ArgumentException(problem, nameof(names));
        }

        var byApex = drafts.ToDictionary(draft => draft.Apex);
        var number = 0;
        foreach (var (name, type) in SteeredRecordNumbers.Of(model))
        {
            byApex[placement.ZoneOf(name.Name)!.Apex].NodeAt(name.Name).SetOf(type).Steer(number++, name.Ttl);
        }
    }
}
