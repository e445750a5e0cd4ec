using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Proxima.Measurement.Uplink;

namespace Proxima.Control.Api;

/// <summary>Bodies of reports: whatever is wrong with one is problem details.</summary>
internal static class JsonBody
{
    // An agent takes what it understands of a node's answer; a node refuses a report that lacks a member.
    public static UplinkJson Strict { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
    });

    /// <summary>What a body, or an item of a list in it, is refused with when it is null: the reader of JSON checks the members of an object only.</summary>
    public static Problem IsNull => Problem.BadRequest("bad-body", "the body, or one of its items, is null");

    public static async Task<IResult> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, Func<T, Task<IResult>> handler)
        where T : class
    {
        try
        {
            var request = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted);
            return request is null ? IsNull.ToResult() : await handler(request);
        }
        catch (JsonException e)
        {
            return Problem.BadRequest("bad-body", $"the body is no report: line {e.LineNumber + 1}, octet {e.BytePositionInLine + 1}, at '{e.Path}'").ToResult();
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Problem.TooLarge($"the body is longer than {ApiEndpoints.MaxBodyLength} octets").ToResult();
        }
    }
}
