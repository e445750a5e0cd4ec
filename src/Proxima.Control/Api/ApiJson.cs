using System.Text.Json;
using System.Text.Json.Serialization;

namespace Proxima.Control.Api;

/// <summary>Every shape that crosses the API, known at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TargetsReply))]
[JsonSerializable(typeof(SamplesRequest))]
[JsonSerializable(typeof(SamplesReply))]
[JsonSerializable(typeof(StatusReply))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ApiJson : JsonSerializerContext;
