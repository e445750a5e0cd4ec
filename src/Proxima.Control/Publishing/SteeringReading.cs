using Proxima.Dns.Text;
using Proxima.Settings.Steering;

namespace Proxima.Control.Publishing;

/// <summary>What one reading of the steering file gave: content or errors, and the other files that were read for it.</summary>
public sealed record SteeringReading(SteeringContent? Content, IReadOnlyList<TextError> Errors, IReadOnlyList<string> Files)
{
    public static SteeringReading Load(string path)
    {
        var source = SteeringSource.Load(path);
        var folder = Path.GetDirectoryName(path) ?? string.Empty;
        var files = SteeringFile.Load(path).Zones.Select(zone => Path.Combine(folder, zone.File)).ToList();
        return new SteeringReading(source.Errors.Count == 0 ? new SteeringContent(source.Model, source.Zones) : null, source.Errors, files);
    }
}
