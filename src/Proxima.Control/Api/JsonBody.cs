using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Proxima.Measurement.Uplink;

namespace Proxima.Control.Api;

/// <summary>Bodies of reports: whatever is wrong with one is problem details.</summary>
internal static class JsonBody
{
    private const int FirstRoom = 1 << 16;

    // An agent takes what it understands of a node's answer; a node refuses a report that lacks a member.
    public static UplinkJson Strict { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
    });

    /// <summary>What a body, or an item of a list in it, is refused with when it is null: the reader of JSON checks the members of an object only.</summary>
    public static Problem IsNull => Problem.BadRequest("bad-body", "the body, or one of its items, is null");

    /// <summary>Reads a body as a report.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public delegate T Reader<out T>(ReadOnlySpan<byte> utf8);

    public static Task<IResult> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, Func<T, Task<IResult>> handler)
        where T : class
        => ReadAsync<T?>(context, utf8 => JsonSerializer.Deserialize(utf8, type), async request => request is null ? IsNull.ToResult() : await handler(request));

    /// <summary><paramref name="reader"/> gets the whole body at once, in memory that is used again; it keeps none of it.</summary>
    public static async Task<IResult> ReadAsync<T>(HttpContext context, Reader<T> reader, Func<T, Task<IResult>> handler)
    {
        // It grows with what has come, not with what was announced.
        var body = ArrayPool<byte>.Shared.Rent(FirstRoom);
        T request;
        try
        {
            var length = 0;
            while (await context.Request.Body.ReadAsync(body.AsMemory(length), context.RequestAborted) is > 0 and var read)
            {
                length += read;
                body = length == body.Length ? Grow(body) : body;
            }

            var text = body.AsSpan(0, length);
            request = reader(text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text);
        }
        catch (JsonException e)
        {
            return Problem.BadRequest("bad-body", $"the body is no report: line {e.LineNumber + 1}, octet {e.BytePositionInLine + 1}, at '{e.Path}'").ToResult();
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Problem.TooLarge($"the body is longer than {ApiEndpoints.MaxBodyLength} octets").ToResult();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }

        return await handler(request);
    }

    private static byte[] Grow(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * full.Length);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
