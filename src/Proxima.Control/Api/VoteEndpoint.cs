using Microsoft.AspNetCore.Http;
using Proxima.Control.Monitoring;
using Proxima.Measurement.Uplink;

namespace Proxima.Control.Api;

/// <summary><c>POST /api/v1/votes</c>: what a peer's checks say of endpoints. Only who came in by the peers' door has a vote, one for each certificate.</summary>
public sealed class VoteEndpoint(VoteBook book)
{
    public void Map(GuardedRoutes routes) => routes.Post("/api/v1/votes", context => JsonBody.ReadAsync(context, JsonBody.Strict.VoteReport, report => TakeAsync(context, report)));

    private Task<IResult> TakeAsync(HttpContext context, VoteReport report)
    {
        var problem = context.Connection.ClientCertificate is null ? Problem.NoPeer
            : report.Vantage.Length > VoteReport.MaxVantageName || report.Run.Length > VoteReport.MaxRun || report.Votes.Any(vote => (object?)vote is null) ? JsonBody.IsNull
            : null;
        return Task.FromResult(problem?.ToResult() ?? TypedResults.Json(
            new VotesReply(book.Hear(PeerIdentity.FingerprintOf(context.Connection.ClientCertificate!), report)), UplinkJson.Default.VotesReply));
    }
}
