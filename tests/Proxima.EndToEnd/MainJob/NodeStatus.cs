using System.Text.Json;

namespace Proxima.EndToEnd;

/// <summary>The parts of <c>proxima status --json</c> the tests look at.</summary>
/// <param name="DataPlaneId">Process id of the living <c>proxima serve</c>; null while there is none.</param>
/// <param name="StoredSamples">Samples the store holds: all of them are acknowledged.</param>
internal sealed record NodeStatus(int? DataPlaneId, long StoredSamples)
{
    public static NodeStatus? Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var pid = document.RootElement.GetProperty("serve").GetProperty("pid");
            return new NodeStatus(
                pid.ValueKind == JsonValueKind.Number ? pid.GetInt32() : null,
                document.RootElement.GetProperty("samples").GetProperty("stored").GetInt64());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
