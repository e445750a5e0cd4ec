using System.Buffers;
using System.Buffers.Binary;
using Proxima.Dns.Edns;
using Proxima.Dns.Records;

namespace Proxima.Dns.Messages;

/// <summary>Any DNS message as an immutable model, for tools, tests and probes. The server's own path is <see cref="MessageReader"/> and <see cref="MessageWriter"/>.</summary>
public sealed class Message
{
    /// <summary>The most octets of a message: over TCP its length has 16 bits (RFC 1035 section 4.2.2).</summary>
    public const int MaxLength = ushort.MaxValue;

    public ushort Id { get; init; }

    public MessageFlags Flags { get; init; }

    public IReadOnlyList<Question> Questions { get; init; } = [];

    public IReadOnlyList<ResourceRecord> Answers { get; init; } = [];

    public IReadOnlyList<ResourceRecord> Authorities { get; init; } = [];

    /// <summary>Without the OPT record.</summary>
    public IReadOnlyList<ResourceRecord> Additionals { get; init; } = [];

    public OptRecord? Opt { get; init; }

    /// <summary>All twelve bits, the upper eight from <see cref="Opt"/>.</summary>
    public Rcode Rcode => (Rcode)(((Opt?.ExtendedRcode ?? 0) << 4) | Flags.RcodeBits);

    /// <summary>A query of one question with recursion not desired, as probes and tools send it.</summary>
    public static Message Query(ushort id, Question question, OptRecord? opt = null)
        => new() { Id = id, Flags = MessageFlags.Query(recursionDesired: false), Questions = [question], Opt = opt };

    /// <summary>Reads a whole message. <paramref name="problem"/> says which part is malformed; the message is then empty.</summary>
    public static bool TryRead(ReadOnlySpan<byte> wire, out Message message, out string problem)
    {
        var sections = new MessageSections(wire);
        problem = sections.Read();
        message = problem.Length == 0 ? sections.ToMessage() : new Message();
        return problem.Length == 0;
    }

    /// <summary>Names are compressed where RFC 3597 section 4 lets them be; OPT stands last.</summary>
    /// <exception cref="InvalidOperationException">The message would be longer than <see cref="MaxLength"/> octets.</exception>
    public byte[] Write()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxLength);
        var writer = new MessageWriter(buffer, MaxLength, new NameCompression());
        writer.WriteHeader(new Query { Id = Id }, Rcode, authoritative: false);
        var fits = true;
        foreach (var question in Questions)
        {
            fits = fits && writer.WriteQuestion(question.Name.Wire, question.Type, question.Class);
        }

        fits = fits && WriteSection(ref writer, Section.Answer, Answers)
            && WriteSection(ref writer, Section.Authority, Authorities)
            && WriteSection(ref writer, Section.Additional, Additionals)
            && (Opt is null || WriteOpt(ref writer, buffer, Opt));
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(WireHeader.Flags), Flags.Bits);
        var octets = buffer[..writer.Length];
        ArrayPool<byte>.Shared.Return(buffer);
        return fits ? octets : throw new InvalidOperationException($"The message is longer than {MaxLength} octets");
    }

    private static bool WriteSection(ref MessageWriter writer, Section section, IReadOnlyList<ResourceRecord> records)
    {
        var fits = true;
        foreach (var record in records)
        {
            fits = fits && writer.WriteRecord(section, record.Owner.Wire, record.Type, record.Class, record.Ttl, record.Data.ToWire());
        }

        return fits;
    }

    private bool WriteOpt(ref MessageWriter writer, Span<byte> buffer, OptRecord opt)
    {
        var fits = writer.BeginOpt(opt.UdpPayloadSize, opt.DnssecOk, Rcode);
        if (fits)
        {
            // Version, flags and RDLENGTH are the last five octets before the options; a server only ever writes version 0 and DO.
            var tail = buffer[(writer.Length - 5)..];
            tail[0] = opt.Version;
            BinaryPrimitives.WriteUInt16BigEndian(tail[1..], opt.Flags);
        }

        foreach (var option in opt.Options)
        {
            fits = fits && writer.WriteOption((ushort)option.Code, option.ToWire());
        }

        writer.EndOpt();
        return fits;
    }
}
