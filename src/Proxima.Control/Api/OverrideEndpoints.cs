using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Proxima.Control.Operations;
using Proxima.Control.Peers;
using Proxima.Engine.Health;
using Proxima.Engine.Steering;
using Proxima.Measurement.Uplink;

namespace Proxima.Control.Api;

/// <summary>What people say about endpoints: <c>/api/v1/overrides</c>. What is acknowledged is stored and in the health table.</summary>
public sealed class OverrideEndpoints(OverrideBook book, OverrideRound round, Func<SteeringModel?> steering, TimeProvider time, ILogger logger)
{
    private const string Path = "/api/v1/overrides";

    private const string WordsPath = "/api/v1/overrides/words";

    public void Map(GuardedRoutes routes)
    {
        routes.Get(Path, _ => Task.FromResult(Reply(book.All)));
        routes.Post(Path, SetAsync);
        routes.Delete(Path, ClearAsync);
        routes.Get(WordsPath, _ => Task.FromResult<IResult>(TypedResults.Json(PeerWords.Write(book.Words), UplinkJson.Default.WordsReply)));
    }

    private async Task<IResult> SetAsync(HttpContext context)
    {
        OverrideRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(context.Request.Body, ApiJson.Default.OverrideRequest, context.RequestAborted);
        }
        catch (JsonException e)
        {
            return Problem.BadRequest("bad-body", $"the body is no override: {e.Message}").ToResult();
        }

        if (!TryRead(request, out var wish, out var problem))
        {
            return problem!.ToResult();
        }

        if (await book.SetAsync(wish!) is not { } set)
        {
            return Problem.BadRequest("too-many", $"there are {OverrideWords.MaxOverrides} overrides: take back what is no longer needed").ToResult();
        }

        await round.RunAsync(context.RequestAborted);
        logger.LogWarning("{Target} is {Status}, says {Who}: {Why}", set.Target, SteeringWords.Of(set.Status), set.Who, set.Why);
        return Reply([set]);
    }

    private async Task<IResult> ClearAsync(HttpContext context)
    {
        if (!TryReadTarget(context.Request.Query["target"], out var target, out var problem))
        {
            return problem!.ToResult();
        }

        var gone = await book.ClearAsync(target!);
        await round.RunAsync(context.RequestAborted);
        foreach (var one in gone)
        {
            logger.LogWarning("{Target} is no longer {Status}: taken back", one.Target, SteeringWords.Of(one.Status));
        }

        return Reply(gone);
    }

    private bool TryRead(OverrideRequest? request, out OverrideWish? wish, out Problem? problem)
    {
        wish = null;
        if (!TryReadTarget(request?.Target, out var target, out problem))
        {
            return false;
        }

        var status = OverrideRule.ParseStatus(request!.Status);
        var now = time.GetUtcNow();
        var from = Time(request.From);
        var until = Time(request.Until);
        problem = true switch
        {
            _ when status == EndpointStatus.Unknown => Problem.BadRequest("bad-status", $"status '{request.Status}': expected {string.Join(", ", OverrideRule.Sayable.Select(SteeringWords.Of))}"),
            _ when !OverrideRule.IsText(request.Who, OverrideRule.MaxWhoLength) => Problem.BadRequest("bad-who", $"who says so: expected 1 to {OverrideRule.MaxWhoLength} characters, no control characters"),
            _ when !OverrideRule.IsText(request.Why, OverrideRule.MaxWhyLength) => Problem.BadRequest("bad-why", $"why: expected 1 to {OverrideRule.MaxWhyLength} characters, no control characters"),
            _ when until <= (from ?? now) || until <= now => Problem.BadRequest("bad-time", "it would be over before it begins"),
            _ when from > now + OverrideRule.Furthest || until > now + OverrideRule.Furthest => Problem.BadRequest("bad-time", $"further away than {OverrideRule.Furthest.TotalDays} days"),
            _ => null,
        };
        wish = problem is null ? new OverrideWish(target!, status, request.Who!, request.Why!, from, until) : null;
        return problem is null;
    }

    private bool TryReadTarget(string? text, out OverrideTarget? target, out Problem? problem)
    {
        var known = steering() is { } model ? OverrideTarget.AllOf(model).ToList() : [];

        // What is gone from the steering can still be taken back.
        known.AddRange(book.All.Select(one => one.Target.ToString()));
        var isKnown = OverrideTarget.TryParse(text, out target) && known.Contains(target.ToString());
        problem = isKnown ? null : Problem.BadRequest("unknown-target", known.Count == 0 ? "there is no steering yet" : $"'{text}' is unknown: expected {OverrideTarget.Expected}, such as {Nearest(text, known)}");
        return isKnown;
    }

    private static string Nearest(string? text, List<string> known) => $"'{known.MinBy(one => NearestWord.Distance(text ?? string.Empty, one))}'";

    // Out of the calendar: as far away as it goes, and refused as such.
    private static DateTimeOffset? Time(long? unixMs) => unixMs is { } at ? OverrideRule.Time(at) : null;

    private IResult Reply(IReadOnlyList<Override> overrides)
    {
        var now = time.GetUtcNow();
        return TypedResults.Json(new OverridesReply([.. overrides.Select(one => ToItem(one, now))]), ApiJson.Default.OverridesReply);
    }

    private static OverrideItem ToItem(Override one, DateTimeOffset now) => new(
        one.Id, one.Target.ToString(), SteeringWords.Of(one.Status), one.Who, one.Why,
        one.SetAt.ToUnixTimeMilliseconds(), one.From.ToUnixTimeMilliseconds(), one.Until?.ToUnixTimeMilliseconds(), one.IsInForce(now));
}
