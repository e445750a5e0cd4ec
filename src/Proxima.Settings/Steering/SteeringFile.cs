using Proxima.Dns.Names;
using Proxima.Dns.Text;
using Proxima.Engine.Steering;
using Proxima.Settings.Steering.Yaml;

namespace Proxima.Settings.Steering;

/// <summary>One zone named by the steering file. The path is as written; it counts from the steering file's folder.</summary>
public sealed record ZoneReference(DomainName Apex, string File, TextPosition At);

/// <summary>What a steering file holds: the model and the zones it names, or every error in it. The zone files themselves are not looked at: see <see cref="SteeringSource"/>.</summary>
public sealed record SteeringFile(SteeringModel Model, IReadOnlyList<ZoneReference> Zones, IReadOnlyList<TextError> Errors)
{
    /// <summary>Where each of the model's names stands, by the same index.</summary>
    public IReadOnlyList<TextPosition> NamePositions { get; init; } = [];

    public static SteeringFile Load(string path) => SourceText.TryRead(path, SteeringLimits.FileLength, out var text, out var error)
        ? Parse(text, path)
        : new SteeringFile(SteeringParser.Nothing, [], [error]);

    public static SteeringFile Parse(string text, string file) => YamlText.TryParse(text, file, out var root, out var error)
        ? new SteeringParser(root).Parse()
        : new SteeringFile(SteeringParser.Nothing, [], [error]);
}
