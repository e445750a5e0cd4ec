using Microsoft.AspNetCore.Http;
using Proxima.Engine.Steering;
using Proxima.Measurement.Probes;

namespace Proxima.Control.Api;

/// <summary>
/// <c>POST /api/v1/heartbeats/POOL/ENDPOINT?status=up&amp;detail=TEXT</c>: an endpoint that a push monitor watches says that it lives, or itself
/// that it does not. No body; 204.
/// </summary>
public sealed class HeartbeatEndpoint(HeartbeatBoard board, Func<SteeringModel?> model)
{
    /// <summary>Characters of a detail; more are cut off.</summary>
    public const int MaxDetail = 200;

    public void Map(GuardedRoutes routes) => routes.Post("/api/v1/heartbeats/{pool}/{endpoint}", context => Task.FromResult(Take(context.Request)));

    private IResult Take(HttpRequest request)
    {
        var (pool, endpoint) = ((string)request.RouteValues["pool"]!, (string)request.RouteValues["endpoint"]!);
        if (FindProblem(pool, endpoint) is { } problem)
        {
            return problem.ToResult();
        }

        var status = request.Query["status"].ToString();
        if (status is not ("" or "up" or "down"))
        {
            return Problem.BadRequest("bad-status", $"status '{status}' is neither up nor down").ToResult();
        }

        var detail = string.Concat(request.Query["detail"].ToString().Take(MaxDetail).Select(c => char.IsControl(c) ? '?' : c));
        board.Beat($"{pool}/{endpoint}", status != "down", detail);
        return TypedResults.NoContent();
    }

    private Problem? FindProblem(string poolName, string endpoint)
    {
        var watched = model();
        if (watched?.Pools.FirstOrDefault(pool => pool.Name == poolName) is not { } pool || !pool.Endpoints.Any(one => one.Name == endpoint))
        {
            return Problem.BadRequest("unknown-endpoint", $"this node knows no endpoint '{poolName}/{endpoint}': name a pool of its steering file and an endpoint of that pool");
        }

        var isPushed = pool.Monitors is { } choice && watched.Monitors.Any(monitor => monitor.Check is PushCheck && choice.Names.Contains(monitor.Name));
        return isPushed ? null : Problem.BadRequest("no-push-monitor", $"pool '{poolName}' has no monitor of kind push: its endpoints are not watched by heartbeats");
    }
}
