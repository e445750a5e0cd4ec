using System.Net;
using System.Net.Http.Headers;

namespace Proxima.Load;

/// <summary>
/// A body that is sent by small calls. Over the loopback a call that sends also takes in at the other end, and not every kernel interrupts it: sent at once,
/// 400,000 octets keep whatever else is on that core waiting for as long as no network card would.
/// </summary>
internal sealed class PiecewiseContent : HttpContent
{
    private const int OctetsInACall = 16 * 1024;

    private readonly ReadOnlyMemory<byte> octets;

    public PiecewiseContent(ReadOnlyMemory<byte> octets, string mediaType)
    {
        this.octets = octets;
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (var rest = octets; rest.Length > 0; rest = rest[Math.Min(OctetsInACall, rest.Length)..])
        {
            await stream.WriteAsync(rest[..Math.Min(OctetsInACall, rest.Length)]);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = octets.Length;
        return true;
    }
}
