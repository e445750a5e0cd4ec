using Proxima.Dns.Edns;
using Proxima.Dns.Records;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Messages;

/// <summary>One reading of a message into its sections: what <see cref="Message.TryRead"/> does.</summary>
internal ref struct MessageSections(ReadOnlySpan<byte> wire)
{
    private readonly List<Question> _questions = [];
    private readonly List<ResourceRecord>[] _records = [[], [], []];
    private WireReader _reader = new(wire);
    private ushort _id;
    private MessageFlags _flags;
    private OptRecord? _opt;

    /// <summary>Returns the problem; empty if the message is well formed.</summary>
    public string Read()
    {
        if (_reader.Remaining is < WireHeader.Length or > Message.MaxLength)
        {
            return $"a message of {_reader.Remaining} octets: it has {WireHeader.Length} to {Message.MaxLength}";
        }

        _id = _reader.UInt16();
        _flags = new MessageFlags(_reader.UInt16());
        int questions = _reader.UInt16();
        int[] counts = [_reader.UInt16(), _reader.UInt16(), _reader.UInt16()];
        for (var i = 0; i < questions && !_reader.Failed; i++)
        {
            _questions.Add(new Question(_reader.CompressibleName(), (RecordType)_reader.UInt16(), (RecordClass)_reader.UInt16()));
        }

        if (_reader.Failed)
        {
            return $"question {_questions.Count} is malformed or cut off";
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

        return _reader.AtEnd ? "" : $"{_reader.Remaining} octets after the last record";
    }

    public readonly Message ToMessage() => new()
    {
        Id = _id,
        Flags = _flags,
        Questions = _questions,
        Answers = _records[(int)Section.Answer],
        Authorities = _records[(int)Section.Authority],
        Additionals = _records[(int)Section.Additional],
        Opt = _opt,
    };

    private string ReadRecord(Section section)
    {
        var owner = _reader.CompressibleName();
        var type = (RecordType)_reader.UInt16();
        var recordClass = _reader.UInt16();
        var ttl = _reader.UInt32();
        int length = _reader.UInt16();
        if (_reader.Failed || length > _reader.Remaining)
        {
            return "malformed or cut off";
        }

        if (type == RecordType.OPT)
        {
            return section != Section.Additional || !owner.IsRoot || _opt is not null
                ? "an OPT record that is not the only one, at the root, in the additional section"
                : ReadOpt(recordClass, ttl, length);
        }

        var beforeRdata = _reader;
        if (!RecordCatalog.TryRead(type, ref _reader, length, out var data))
        {
            if (recordClass == (ushort)RecordClass.IN)
            {
                return $"malformed {RecordCatalog.NameOf(type)} data";
            }

            // Other classes have their own forms, and updates (RFC 2136 section 2.4) types without data.
            _reader = beforeRdata;
            data = new UnknownRecord(type, _reader.Octets(length));
        }

        // A TTL with the uppermost bit set counts as 0 (RFC 2181 section 8).
        _records[(int)section].Add(new ResourceRecord(owner, type, (RecordClass)recordClass, ttl > int.MaxValue ? 0 : ttl, data));
        return "";
    }

    private string ReadOpt(ushort udpPayloadSize, uint ttl, int length)
    {
        var options = new List<EdnsOption>();
        var end = _reader.Narrow(length);
        while (!_reader.AtEnd)
        {
            var code = (OptionCode)_reader.UInt16();
            var value = _reader.Take(_reader.UInt16());
            if (_reader.Failed || !OptionCatalog.TryRead(code, value, out var option))
            {
                return $"malformed EDNS option {(int)code}";
            }

            options.Add(option);
        }

        _reader.Widen(end);
        _opt = new OptRecord(udpPayloadSize, (byte)(ttl >> 24), (byte)(ttl >> 16), (ushort)ttl, new ValueList<EdnsOption>(options));
        return "";
    }
}
