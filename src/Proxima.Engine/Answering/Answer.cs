using System.Buffers.Binary;
using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Steering;
using Proxima.Engine.Zones;

namespace Proxima.Engine.Answering;

/// <summary>
/// The meaning of a response before it is octets: rcode, flags, and record sets in the order of their sections. Scratch memory of one worker,
/// reused; it points into the snapshot it was made from and is good only as long as that.
/// </summary>
public sealed class Answer
{
    /// <summary>Most record sets of one answer. More additional addresses are left out; missing necessary glue sets <see cref="LacksGlue"/>.</summary>
    public const int MaxSets = 256;

    /// <summary>Octets for names and addresses that stand in no zone: 16 aliases of at most 3 x 255 octets, and about 15 steered sets of 64 IPv6 addresses.</summary>
    public const int MaxScratchOctets = 32 * 1024;

    private readonly AnswerSet[] sets = new AnswerSet[MaxSets];
    private readonly byte[] scratch = new byte[MaxScratchOctets];
    private ZoneTree? zones;
    private int setCount;
    private int scratchLength;

    public Rcode Rcode { get; internal set; }

    public bool IsAuthoritative { get; internal set; }

    /// <summary>A steered record took part: the answer depends on who asks.</summary>
    public bool IsSteered { get; private set; }

    /// <summary>The longest prefix length that any decision relied on (the narrowest scope wins); 0 for an answer that is the same for everybody.</summary>
    public byte ScopeLength { get; private set; }

    /// <summary>A referral's necessary glue found no room in <see cref="MaxSets"/>.</summary>
    public bool LacksGlue { get; internal set; }

    public ReadOnlySpan<AnswerSet> Sets => sets.AsSpan(0, setCount);

    internal Candidate[] Candidates { get; } = new Candidate[SteeringTable.MaxCandidates];

    public ReadOnlySpan<byte> NameOf(in AnswerSet set) => Octets(set.Owner);

    public RdataSequence RecordsOf(in AnswerSet set) => new(Octets(set.Rdatas));

    internal void Begin(ZoneTree tree)
    {
        zones = tree;
        setCount = 0;
        scratchLength = 0;
        Rcode = Rcode.NoError;
        IsAuthoritative = false;
        IsSteered = false;
        ScopeLength = 0;
        LacksGlue = false;
    }

    internal ReadOnlySpan<byte> Octets(OctetRange range) =>
        range.IsInZones ? zones!.Octets(range.Offset, range.Length) : scratch.AsSpan(range.Offset, range.Length);

    internal bool TryAdd(in AnswerSet set)
    {
        if (setCount == MaxSets)
        {
            return false;
        }

        sets[setCount++] = set;
        return true;
    }

    internal bool Contains(ReadOnlySpan<byte> owner, RecordType type)
    {
        foreach (ref readonly var set in Sets)
        {
            if (set.Type == type && WireName.EqualsIgnoreCase(NameOf(set), owner))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Room in scratch memory, appended to what stands there; false when it is full. The previous room must be filled by then.</summary>
    internal bool TryKeep(ReadOnlySpan<byte> octets, out OctetRange range)
    {
        range = new OctetRange(scratchLength, octets.Length, IsInZones: false);
        if (!octets.TryCopyTo(scratch.AsSpan(scratchLength)))
        {
            return false;
        }

        scratchLength += octets.Length;
        return true;
    }

    /// <summary>Nothing yet, behind what stands in scratch memory.</summary>
    internal OctetRange NewRange => new(scratchLength, 0, IsInZones: false);

    /// <summary>Appends an RDATA to those of <paramref name="range"/>, the last that was kept. A <paramref name="priority"/> above 0 takes the place of its first 16 bits.</summary>
    internal bool TryAppendRdata(ReadOnlySpan<byte> rdata, int priority, ref OctetRange range)
    {
        var room = scratch.AsSpan(scratchLength);
        if (room.Length < rdata.Length + 2)
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(room, (ushort)rdata.Length);
        rdata.CopyTo(room[2..]);
        if (priority > 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(room[2..], (ushort)priority);
        }

        scratchLength += rdata.Length + 2;
        range = range with { Length = range.Length + rdata.Length + 2 };
        return true;
    }

    /// <summary>Keeps RDATAs of equal size, given one after the other, in the form that <see cref="RdataSequence"/> reads.</summary>
    internal bool TryKeepRdatas(ReadOnlySpan<byte> rdatas, int size, out OctetRange range)
    {
        range = new OctetRange(scratchLength, rdatas.Length / size * (size + 2), IsInZones: false);
        if (range.Length > scratch.Length - scratchLength)
        {
            return false;
        }

        for (; !rdatas.IsEmpty; rdatas = rdatas[size..])
        {
            BinaryPrimitives.WriteUInt16LittleEndian(scratch.AsSpan(scratchLength), (ushort)size);
            rdatas[..size].CopyTo(scratch.AsSpan(scratchLength + 2));
            scratchLength += size + 2;
        }

        return true;
    }

    internal void NoteDecision(byte scopeLength)
    {
        IsSteered = true;
        ScopeLength = Math.Max(ScopeLength, scopeLength);
    }
}
