using Microsoft.AspNetCore.Http;

namespace Proxima.Control.Api;

/// <summary>Problem details (RFC 9457). <paramref name="Type"/> names the problem for programs, <paramref name="Detail"/> says to a person what to do.</summary>
public sealed record Problem(string Type, string Title, int Status, string Detail)
{
    public const string MediaType = "application/problem+json";

    private const string UrnStart = "urn:proxima:";

    /// <summary>What status calls it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Word => Type[UrnStart.Length..];

    public static Problem BadRequest(string type, string detail) => new(UrnStart + type, "The request cannot be used", 400, detail);

    public static Problem TooLarge(string detail) => new(UrnStart + "too-large", "The request is too large", 413, detail);

    public static Problem TooMany(string detail) => new(UrnStart + "quota", "Too much at once", 429, detail);

    public static Problem Unauthorized { get; } = new(UrnStart + "unauthorized", "A valid token is needed", 401, "send 'Authorization: Bearer TOKEN' with the token of this node's [API] section");

    public static Problem Forbidden { get; } = new(UrnStart + "loopback-only", "Only callers on this machine", 403, "this node has no token configured and so listens to callers on its own machine only: set one in [API]");

    public static Problem NoPeer { get; } = new(UrnStart + "peers-only", "Only nodes of the cluster", 403, "this is said between nodes, at the peers' door, where a certificate made with the cluster's key is shown");

    public static Problem Unavailable(string detail) => new(UrnStart + "store-unavailable", "The node cannot store anything at the moment", 503, detail);

    public IResult ToResult() => TypedResults.Json(this, ApiJson.Default.Problem, MediaType, Status);
}
