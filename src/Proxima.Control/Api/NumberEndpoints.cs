using Microsoft.AspNetCore.Http;
using Proxima.Control.Intake;
using Proxima.Measurement.Uplink;

namespace Proxima.Control.Api;

/// <summary>The addresses at which endpoints tell their load and agents the counters of interfaces.</summary>
public sealed class NumberEndpoints(NumberIntake numbers)
{
    public void Map(GuardedRoutes routes)
    {
        routes.Post("/api/v1/load", context => JsonBody.ReadAsync(context, JsonBody.Strict.LoadReport, report => Reply(report.Loads, () => numbers.Accept(report))));
        routes.Post("/api/v1/counters", context => JsonBody.ReadAsync(context, JsonBody.Strict.CountersReport, report => Reply(report.Interfaces, () => numbers.Accept(report))));
    }

    private static Task<IResult> Reply<T>(IReadOnlyList<T> items, Func<Problem?> accept)
        where T : class
    {
        var problem = items.Any(item => (object?)item is null) ? JsonBody.IsNull : accept();
        return Task.FromResult(problem?.ToResult() ?? TypedResults.Json(new NumbersReply(Noted: true), UplinkJson.Default.NumbersReply));
    }
}
