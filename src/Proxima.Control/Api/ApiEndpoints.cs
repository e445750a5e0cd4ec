using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Proxima.Control.Intake;
using Proxima.Measurement.Uplink;

namespace Proxima.Control.Api;

/// <summary>The four addresses agents, peers and people call. Every refusal is problem details (RFC 9457).</summary>
public sealed class ApiEndpoints(SampleIntake intake, TargetOffer targets, Func<StatusReply> status)
{
    /// <summary>Largest request body in octets: a full report is about half a megabyte.</summary>
    public const long MaxBodyLength = 2_097_152;

    // An agent takes what it understands of a node's answer; a node refuses a report that lacks a member.
    private static readonly UplinkJson Strict = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
    });

    public void Map(GuardedRoutes routes)
    {
        routes.Get("/api/v1/targets", TargetsAsync);
        routes.Get("/api/v1/networks", NetworksAsync);
        routes.Post("/api/v1/samples", SamplesAsync);
        routes.Get("/api/v1/status", StatusAsync);
    }

    private Task<IResult> TargetsAsync(HttpContext context)
    {
        var site = context.Request.Query["site"].ToString();
        if (!intake.KnowsSite(site))
        {
            return Task.FromResult(SampleIntake.UnknownSite(site).ToResult());
        }

        return Task.FromResult<IResult>(TypedResults.Json(targets.Current(site), UplinkJson.Default.TargetsReply));
    }

    private Task<IResult> NetworksAsync(HttpContext context) => Task.FromResult<IResult>(TypedResults.Json(targets.SeenHere(), UplinkJson.Default.TargetsReply));

    private async Task<IResult> SamplesAsync(HttpContext context)
    {
        try
        {
            var request = await JsonSerializer.DeserializeAsync(context.Request.Body, Strict.SampleBatch, context.RequestAborted);

            // The reader of JSON checks the members of an object for null, not the body itself nor the items of a list.
            if (request is null || request.Samples.Any(sample => (object?)sample is null))
            {
                return Problem.BadRequest("bad-body", "the body, or one of its samples, is null").ToResult();
            }

            var (reply, problem) = await intake.AcceptAsync(request);
            return problem?.ToResult() ?? TypedResults.Json(reply, UplinkJson.Default.SamplesReply);
        }
        catch (JsonException e)
        {
            return Problem.BadRequest("bad-body", $"the body is no report: line {e.LineNumber + 1}, octet {e.BytePositionInLine + 1}, at '{e.Path}'").ToResult();
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Problem.TooLarge($"the body is longer than {MaxBodyLength} octets").ToResult();
        }
    }

    private Task<IResult> StatusAsync(HttpContext context) => Task.FromResult<IResult>(TypedResults.Json(status(), ApiJson.Default.StatusReply));
}
