using System.Text.Json;
using System.Text.Json.Serialization;

namespace Proxima.Control.Api;

/// <summary>What the API says beside the messages of agents, which are <see cref="Measurement.Uplink.UplinkJson"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StatusReply))]
[JsonSerializable(typeof(OverrideRequest))]
[JsonSerializable(typeof(OverridesReply))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ApiJson : JsonSerializerContext;
