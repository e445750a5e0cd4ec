using Proxima.Dns.Edns;
using Proxima.Dns.Records;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Messages;

/// <summary>One reading of a message into its sections: what <see cref="Message.TryRead"/> does.</summary>
internal ref struct MessageSections(ReadOnlySpan<byte> wire)
{
    private readonly List<Question> questions = [];
    private readonly List<ResourceRecord>[] records = [[], [], []];
    private WireReader reader = new(wire);
    private ushort id;
    private MessageFlags flags;
    private OptRecord? opt;

    /// <summary>Returns the problem; empty if the message is well formed.</summary>
    public string Read()
    {
        if (reader.Remaining is < WireHeader.Length or > Message.MaxLength)
        {
            return $"a message of {reader.Remaining} octets: it has {WireHeader.Length} to {Message.MaxLength}";
        }

        id = reader.UInt16();
        flags = new MessageFlags(reader.UInt16());
        int questionCount = reader.UInt16();
        int[] counts = [reader.UInt16(), reader.UInt16(), reader.UInt16()];
        for (var i = 0; i < questionCount && !reader.Failed; i++)
        {
            questions.Add(new Question(reader.CompressibleName(), (RecordType)reader.UInt16(), (RecordClass)reader.UInt16()));
        }

        if (reader.Failed)
        {
            return $"question {questions.Count} is malformed or cut off";
        }

        for (var section = Section.Answer; section <= Section.Additional; section++)
        {
            for (var i = 0; i < counts[(int)section]; i++)
            {
                var problem = ReadRecord(section);
                if (problem.Length != 0)
                {
                    return $"record {i + 1} of the {section.ToString().ToLowerInvariant()} section: {problem}";
                }
            }
        }

        return reader.AtEnd ? "" : $"{reader.Remaining} octets after the last record";
    }

    public readonly Message ToMessage() => new()
    {
        Id = id,
        Flags = flags,
        Questions = questions,
        Answers = records[(int)Section.Answer],
        Authorities = records[(int)Section.Authority],
        Additionals = records[(int)Section.Additional],
        Opt = opt,
    };

    private string ReadRecord(Section section)
    {
        var owner = reader.CompressibleName();
        var type = (RecordType)reader.UInt16();
        var recordClass = reader.UInt16();
        var ttl = reader.UInt32();
        int length = reader.UInt16();
        if (reader.Failed || length > reader.Remaining)
        {
            return "malformed or cut off";
        }

        if (type == RecordType.OPT)
        {
            return section != Section.Additional || !owner.IsRoot || opt is not null
                ? "an OPT record that is not the only one, at the root, in the additional section"
                : ReadOpt(recordClass, ttl, length);
        }

        var beforeRdata = reader;
        if (!RecordCatalog.TryRead(type, ref reader, length, out var data))
        {
            if (recordClass == (ushort)RecordClass.IN)
            {
                return $"malformed {RecordCatalog.NameOf(type)} data";
            }

            // Other classes have their own forms, and updates (RFC 2136 section 2.4) types without data.
            reader = beforeRdata;
            data = new UnknownRecord(type, reader.Octets(length));
        }

        // A TTL with the uppermost bit set counts as 0 (RFC 2181 section 8).
        records[(int)section].Add(new ResourceRecord(owner, type, (RecordClass)recordClass, ttl > int.MaxValue ? 0 : ttl, data));
        return "";
    }

    private string ReadOpt(ushort udpPayloadSize, uint ttl, int length)
    {
        var options = new List<EdnsOption>();
        var end = reader.Narrow(length);
        while (!reader.AtEnd)
        {
            var code = (OptionCode)reader.UInt16();
            var value = reader.Take(reader.UInt16());
            if (reader.Failed || !OptionCatalog.TryRead(code, value, out var option))
            {
                return $"malformed EDNS option {(int)code}";
            }

            options.Add(option);
        }

        reader.Widen(end);
        opt = new OptRecord(udpPayloadSize, (byte)(ttl >> 24), (byte)(ttl >> 16), (ushort)ttl, new ValueList<EdnsOption>(options));
        return "";
    }
}
