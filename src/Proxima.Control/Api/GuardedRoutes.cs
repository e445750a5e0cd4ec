using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Proxima.Control.Storage;

namespace Proxima.Control.Api;

/// <summary>Maps addresses of the API so that nobody gets past the check of callers; a store that takes no writes is said alike everywhere.</summary>
public sealed class GuardedRoutes(IEndpointRouteBuilder routes, CallerCheck callers)
{
    public void Get(string path, Func<HttpContext, Task<IResult>> handler) => routes.MapGet(path, Guard(handler));

    public void Post(string path, Func<HttpContext, Task<IResult>> handler) => routes.MapPost(path, Guard(handler));

    public void Delete(string path, Func<HttpContext, Task<IResult>> handler) => routes.MapDelete(path, Guard(handler));

    private RequestDelegate Guard(Func<HttpContext, Task<IResult>> handler) => async context =>
    {
        var refusal = callers.Refuse(context.Connection.RemoteIpAddress, context.Request.Headers.Authorization, context.Connection.ClientCertificate is not null);
        var result = refusal?.ToResult() ?? await Answer(context, handler);
        await result.ExecuteAsync(context);
    };

    private static async Task<IResult> Answer(HttpContext context, Func<HttpContext, Task<IResult>> handler)
    {
        try
        {
            return await handler(context);
        }
        catch (StoreException e)
        {
            return Problem.Unavailable(e.Message).ToResult();
        }
    }
}
