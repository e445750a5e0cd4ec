using System.Globalization;
using System.Text.Unicode;
using Proxima.Engine.Latency;

namespace Proxima.Engine.Steering;

/// <summary>The data of the TXT record of a name with <c>reflect</c>: character strings (RFC 1035 section 3.3.14), written without allocation.</summary>
internal ref struct ReflectionText(Span<byte> room)
{
    /// <summary>Endpoints told of at most.</summary>
    public const int MaxEndpoints = 4;

    /// <summary>Octets that always suffice: two strings and those of the endpoints, each at most 255 behind its length.</summary>
    public const int MaxLength = (2 + MaxEndpoints) * 256;

    private readonly Span<byte> room = room;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => room[..Length];

    public void AddClient(in Prefix network, ClientSource source)
    {
        var by = SteeringWords.Of(source);
        var text = room[(Length + 1)..];
        int written;
        if (!network.IsIPv6)
        {
            var octets = (uint)(network.High >> 32);
            Utf8.TryWrite(text, CultureInfo.InvariantCulture, $"client {octets >> 24}.{(octets >> 16) & 255}.{(octets >> 8) & 255}.{octets & 255}/{network.Length} by {by}", out written);
        }
        else if (network.Low == 0)
        {
            var high = network.High;
            Utf8.TryWrite(text, CultureInfo.InvariantCulture, $"client {high >> 48:x}:{(high >> 32) & 0xFFFF:x}:{(high >> 16) & 0xFFFF:x}:{high & 0xFFFF:x}::/{network.Length} by {by}", out written);
        }
        else
        {
            var (high, low) = (network.High, network.Low);
            Utf8.TryWrite(
                text, CultureInfo.InvariantCulture,
                $"client {high >> 48:x}:{(high >> 32) & 0xFFFF:x}:{(high >> 16) & 0xFFFF:x}:{high & 0xFFFF:x}:{low >> 48:x}:{(low >> 32) & 0xFFFF:x}:{(low >> 16) & 0xFFFF:x}:{low & 0xFFFF:x}/{network.Length} by {by}",
                out written);
        }

        End(written);
    }

    public void AddDecision(in Decision decision)
    {
        Utf8.TryWrite(room[(Length + 1)..], CultureInfo.InvariantCulture, $"rung {SteeringWords.Of(decision.Rung)}, scope {decision.ScopeLength}{(decision.WasEmpty ? ", nobody was left" : "")}", out var written);
        End(written);
    }

    public void AddEndpoint(ReadOnlySpan<byte> name, Rtt rtt)
    {
        int written;
        if (rtt.IsKnown)
        {
            Utf8.TryWrite(room[(Length + 1)..], CultureInfo.InvariantCulture, $"{name} {rtt.Milliseconds:0.0} ms", out written);
        }
        else
        {
            Utf8.TryWrite(room[(Length + 1)..], CultureInfo.InvariantCulture, $"{name}", out written);
        }

        End(written);
    }

    private void End(int written)
    {
        room[Length] = (byte)Math.Min(written, byte.MaxValue);
        Length += 1 + room[Length];
    }
}
