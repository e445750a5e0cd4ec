using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Proxima.Engine.PowerDns;

namespace Proxima.Control.Doors;

/// <summary>
/// The remote backend of PowerDNS over HTTP: <c>remote-connection-string=http:url=http://127.0.0.1:8053/pdns</c>, with <c>,post=1,post_json=1</c>
/// or as near-REST paths. PowerDNS can show no token, so only callers on this machine are answered.
/// </summary>
public sealed class RemoteBackendDoor(RemoteSession session)
{
    private const string HeaderPrefix = "X-RemoteBackend-";

    private readonly Lock gate = new();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/pdns", (RequestDelegate)PostAsync);
        routes.MapGet("/pdns/{method}/{first?}/{second?}", (RequestDelegate)GetAsync);
    }

    private async Task PostAsync(HttpContext context)
    {
        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
            foreach (var part in read.Buffer)
            {
                body.Write(part.Span);
            }

            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        await ReplyAsync(context, output => session.Answer(body.WrittenSpan, output));
    }

    private Task GetAsync(HttpContext context)
    {
        string Part(string name) => context.GetRouteValue(name) as string ?? string.Empty;
        var method = Part("method");

        // By the method it is known which parameters stand in the path: lookup/QNAME/QTYPE, getDomainMetadata/NAME/KIND.
        var isLookup = method.Equals("lookup", StringComparison.OrdinalIgnoreCase);
        var parameters = context.Request.Headers
            .Where(header => header.Key.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase))
            .Select(header => KeyValuePair.Create(header.Key[HeaderPrefix.Length..], header.Value.ToString()))
            .Append(KeyValuePair.Create(isLookup ? "qname" : "name", Part("first")))
            .Append(KeyValuePair.Create(isLookup ? "qtype" : "kind", Part("second")))
            .ToList();
        return ReplyAsync(context, output => session.Answer(method, parameters, output));
    }

    private async Task ReplyAsync(HttpContext context, Action<ArrayBufferWriter<byte>> answer)
    {
        if (context.Connection.RemoteIpAddress is not { } caller || !IPAddress.IsLoopback(caller))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var output = new ArrayBufferWriter<byte>();
        lock (gate)
        {
            answer(output);
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = output.WrittenCount;
        await context.Response.Body.WriteAsync(output.WrittenMemory, context.RequestAborted);
    }
}
