using System.Globalization;
using Microsoft.AspNetCore.Http;
using Proxima.Control.Intake;
using Proxima.Measurement.Uplink;

namespace Proxima.Control.Api;

/// <summary>The four addresses agents, peers and people call. Every refusal is problem details (RFC 9457).</summary>
public sealed class ApiEndpoints(SampleIntake intake, TargetOffer targets, Func<StatusReply> status)
{
    /// <summary>Largest request body in octets: a full report is about half a megabyte.</summary>
    public const long MaxBodyLength = 2_097_152;

    private const long LongestIntervalMs = 86_400_000;

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

        // An agent that says nothing readable measures as often as the settings say.
        TimeSpan? interval = long.TryParse(context.Request.Query["interval_ms"], NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms <= LongestIntervalMs
            ? TimeSpan.FromMilliseconds(ms)
            : null;
        return Task.FromResult<IResult>(TypedResults.Json(targets.Current(site, interval), UplinkJson.Default.TargetsReply));
    }

    private Task<IResult> NetworksAsync(HttpContext context) => Task.FromResult<IResult>(TypedResults.Json(targets.SeenHere(), UplinkJson.Default.TargetsReply));

    private Task<IResult> SamplesAsync(HttpContext context) => JsonBody.ReadAsync(context, SampleBatchReader.Read, async report =>
    {
        Task<(SamplesReply? Reply, Problem? Problem)> acceptance;
        using (report)
        {
            acceptance = intake.AcceptAsync(report);
        }

        var (reply, problem) = await acceptance;
        return problem?.ToResult() ?? TypedResults.Json(reply, UplinkJson.Default.SamplesReply);
    });

    private Task<IResult> StatusAsync(HttpContext context) => Task.FromResult<IResult>(TypedResults.Json(status(), ApiJson.Default.StatusReply));
}
