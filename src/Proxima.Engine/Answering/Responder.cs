using System.Runtime.CompilerServices;
using System.Text;
using Proxima.Dns.Messages;
using Proxima.Dns.Records;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Protection;
using Proxima.Engine.Reports;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Answering;

/// <summary>Octets in, octets out: the hall that every wire door calls. A pure function of (snapshot, health, request, sender); counts into the scratch's report.</summary>
[SkipLocalsInit]
public sealed class Responder
{
    private const int HeaderLength = 12;

    /// <summary>Largest message over TCP: its length prefix has 16 bits (RFC 1035 section 4.2.2).</summary>
    private const int TcpLimit = ushort.MaxValue;

    private readonly HealthTable health;
    private readonly ResponderOptions options;
    private readonly byte[] nsid;

    /// <exception cref="ArgumentException">The NSID is longer than <see cref="ResponderOptions.MaxNsidLength"/> octets.</exception>
    public Responder(HealthTable health, ResponderOptions options)
    {
        this.health = health;
        this.options = options;
        nsid = Encoding.UTF8.GetBytes(options.Nsid ?? string.Empty);
        if (nsid.Length > ResponderOptions.MaxNsidLength)
        {
            throw new ArgumentException($"NSID has {nsid.Length} octets, at most {ResponderOptions.MaxNsidLength} fit", nameof(options));
        }
    }

    /// <summary>
    /// Writes the response to <paramref name="request"/> into <paramref name="response"/> and returns its length, or 0: send nothing.
    /// <paramref name="from"/> is the sender's address at full length. Without a snapshot the answer is SERVFAIL.
    /// </summary>
    public int Respond(Snapshot? snapshot, ReadOnlySpan<byte> request, in Prefix from, Transport transport, Span<byte> response, Scratch scratch)
    {
        var report = scratch.Report;
        report.Count(transport == Transport.Udp ? Counter.UdpQueries : Counter.TcpQueries);
        var outcome = MessageReader.Read(request, out var query);
        if (outcome == ReadOutcome.Drop)
        {
            report.Count(Counter.Dropped);
            return 0;
        }

        var pass = options.Guard is { } guard ? guard.Admit(request, in query, in from, transport, report) : default;
        if (pass.Verdict == Verdict.Drop)
        {
            return 0;
        }

        var name = request.Slice(HeaderLength, query.NameLength);
        var answer = scratch.Answer;
        var rcode = RcodeOf(outcome);
        var isAnswered = outcome == ReadOutcome.Query && pass.Verdict == Verdict.Answer;
        if (isAnswered && snapshot is null)
        {
            rcode = Rcode.ServFail;
            isAnswered = false;
        }
        else if (isAnswered)
        {
            var origin = new QueryOrigin(from, SubnetOf(query));
            Authority.Answer(new WireQuestion(name, query.Type, query.Class), origin, snapshot!, health, answer);
            rcode = answer.Rcode;
            CountClient(report, query, origin, answer);
        }

        CountRcode(report, rcode);
        var opt = new ResponseOpt(in query, transport, nsid, options, rcode) { Cookie = pass.Cookie };
        var limit = Math.Min(response.Length, LimitOf(query, transport));
        var writer = new MessageWriter(response, limit, scratch.Names) { Reserved = opt.Length };

        // For all classes we cannot speak (RFC 1035 section 6.2).
        writer.WriteHeader(query, rcode, isAnswered && answer.IsAuthoritative && query.Class != RecordClass.ANY);
        if (query.NameLength > 0)
        {
            writer.WriteQuestion(name, query.Type, query.Class);
        }

        if (pass.Verdict == Verdict.Truncate)
        {
            writer.SetTruncated();
        }
        else if (isAnswered && IsSolicited(in query, in from, transport, answer))
        {
            writer.SetTruncated();
            report.Count(Counter.Solicited);
        }
        else if (isAnswered && Truncation.WriteSets(ref writer, answer))
        {
            report.Count(Counter.Truncated);
        }

        opt.Write(ref writer, options.EdnsUdpPayloadSize, rcode, isAnswered && query.ClientSubnet.SourcePrefixLength > 0 ? answer.ScopeLength : (byte)0);
        report.Count(Counter.Answered);
        return writer.Length;
    }

    // For a client behind the resolver, the resolver's distance says nothing.
    private bool IsSolicited(in Query query, in Prefix from, Transport transport, Answer answer) =>
        options.Solicitation is { } solicitation && transport == Transport.Udp && answer.IsSteered
        && query.ClientSubnet.SourcePrefixLength == 0 && solicitation.TryTake(from);

    private int LimitOf(in Query query, Transport transport) => transport == Transport.Tcp
        ? TcpLimit
        : query.HasEdns ? Math.Max(512, (int)Math.Min(query.UdpPayloadSize, options.EdnsUdpPayloadSize)) : 512;

    private static Rcode RcodeOf(ReadOutcome outcome) => outcome switch
    {
        ReadOutcome.Query or ReadOutcome.CookieOnly => Rcode.NoError,
        ReadOutcome.NotImp => Rcode.NotImp,
        ReadOutcome.BadVers => Rcode.BadVers,
        _ => Rcode.FormErr,
    };

    private static Prefix SubnetOf(in Query query) => query.HasClientSubnet
        ? Prefix.FromBits(query.ClientSubnet.Family == 2, query.ClientSubnet.High, query.ClientSubnet.Low, query.ClientSubnet.SourcePrefixLength)
        : default;

    private static void CountClient(WorkerReport report, in Query query, in QueryOrigin origin, Answer answer)
    {
        if (query.HasClientSubnet)
        {
            report.Count(Counter.WithClientSubnet);
        }

        if (answer.IsSteered)
        {
            report.CountSteered(origin);
        }
    }

    private static void CountRcode(WorkerReport report, Rcode rcode)
    {
        switch (rcode)
        {
            case Rcode.NoError: report.Count(Counter.NoError); break;
            case Rcode.NXDomain: report.Count(Counter.NXDomain); break;
            case Rcode.Refused: report.Count(Counter.Refused); break;
            case Rcode.FormErr: report.Count(Counter.FormErr); break;
            case Rcode.NotImp: report.Count(Counter.NotImp); break;
            case Rcode.BadVers: report.Count(Counter.BadVers); break;
            case Rcode.ServFail: report.Count(Counter.ServFail); break;
        }
    }
}
