using System.Buffers.Text;
using System.Text;
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

    // Where the string at hand begins: its length octet.
    private int start;
    private int length;

    public readonly ReadOnlySpan<byte> Written => room[..length];

    public void AddClient(in Prefix network, ClientSource source)
    {
        Begin("client "u8);
        if (network.IsIPv6)
        {
            AddGroups(network.High);
            if (network.Low == 0)
            {
                Add("::"u8);
            }
            else
            {
                Add(":"u8);
                AddGroups(network.Low);
            }
        }
        else
        {
            for (var shift = 56; shift >= 32; shift -= 8)
            {
                Add((uint)(network.High >> shift) & 255);
                Add(shift > 32 ? "."u8 : ""u8);
            }
        }

        Add("/"u8);
        Add(network.Length);
        Add(" by "u8);
        Add(SteeringWords.Of(source));
        End();
    }

    public void AddDecision(in Decision decision)
    {
        Begin("rung "u8);
        Add(SteeringWords.Of(decision.Rung));
        Add(", scope "u8);
        Add(decision.ScopeLength);
        Add(decision.WasEmpty ? ", nobody was left"u8 : ""u8);
        End();
    }

    public void AddEndpoint(ReadOnlySpan<byte> name, Rtt rtt)
    {
        Begin(name);
        if (rtt.IsKnown)
        {
            var tenths = (rtt.Microseconds + 50) / 100;
            Add(" "u8);
            Add(tenths / 10);
            Add("."u8);
            Add(tenths % 10);
            Add(" ms"u8);
        }

        End();
    }

    private void AddGroups(ulong half)
    {
        for (var shift = 48; shift >= 0; shift -= 16)
        {
            Utf8Formatter.TryFormat((ushort)(half >> shift), room[length..], out var digits, 'x');
            length += digits;
            Add(shift > 0 ? ":"u8 : ""u8);
        }
    }

    private void Begin(ReadOnlySpan<byte> text)
    {
        start = length++;
        Add(text);
    }

    private void Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(room[length..]);
        length += text.Length;
    }

    private void Add(string word) => length += Encoding.ASCII.GetBytes(word, room[length..]);

    private void Add(uint number)
    {
        Utf8Formatter.TryFormat(number, room[length..], out var digits);
        length += digits;
    }

    private readonly void End() => room[start] = (byte)(length - start - 1);
}
