using Proxima.Dns.Text;
using Proxima.Engine.Steering;
using Proxima.Engine.Zones;

namespace Proxima.Settings.Steering;

/// <summary>A steering file with the zones it names: all that a snapshot needs from a person, or every error in all of these files.</summary>
public sealed record SteeringSource(SteeringModel Model, IReadOnlyList<Zone> Zones, IReadOnlyList<TextError> Errors)
{
    public static SteeringSource Load(string path)
    {
        var file = SteeringFile.Load(path);
        var folder = Path.GetDirectoryName(path) ?? string.Empty;
        var errors = new List<TextError>(file.Errors);
        var zones = new List<Zone>();
        foreach (var reference in file.Zones)
        {
            if (ZoneSource.Load(Path.Combine(folder, reference.File), reference.Apex, errors) is { } zone)
            {
                zones.Add(zone);
            }
        }

        if (errors.Count == 0)
        {
            CheckPlacement(file, zones, errors);
        }

        return new SteeringSource(file.Model, zones, errors);
    }

    // Only against whole zones: with one missing, every name in it would be a second error.
    private static void CheckPlacement(SteeringFile file, List<Zone> zones, List<TextError> errors)
    {
        var placement = new SteeredPlacement(zones);
        for (var i = 0; i < file.Model.Names.Count; i++)
        {
            foreach (var problem in placement.ProblemsOf([file.Model.Names[i]]))
            {
                errors.Add(file.NamePositions[i].Error(problem, "a name that the zone's records leave free"));
            }
        }
    }
}
