using System.Net;
using Proxima.Dns.Records;
using Proxima.Engine.Steering;
using Proxima.Measurement.Probes;

namespace Proxima.Measurement.Monitors;

/// <summary>The kinds of check, one explicit line each: adding a kind is its file, its page and a line here and in Settings. Owns what checks of a kind share.</summary>
public sealed class MonitorCatalog(ProbeCatalog probes, TimeProvider time)
{
    private readonly ProgramSlots programs = new(time);
    private readonly StateFiles files = new();

    /// <summary>Where heartbeats arrive.</summary>
    public HeartbeatBoard Heartbeats { get; } = new(time);

    /// <summary>The probe for every endpoint with this check.</summary>
    public IProbe Create(CheckSettings check) => check switch
    {
        IcmpCheck => probes.Icmp,
        TcpCheck => probes.Tcp,
        TlsCheck tls => new TlsProbe(tls, time),
        HttpCheck http => new HttpProbe(http, time),
        DnsCheck dns => new DnsProbe(dns, time),
        SipCheck sip => new SipProbe(sip, time),
        StunCheck stun => new StunProbe(stun, time),
        ExecCheck exec => new ExecProbe(exec, programs),
        FileCheck file => new FileProbe(file, files, time),
        PushCheck push => new PushProbe(push, Heartbeats),
        _ => throw new ArgumentOutOfRangeException(nameof(check), check, "no kind of check"),
    };

    /// <summary>What the check's probe needs to know of one endpoint.</summary>
    public static ProbeTarget TargetOf(CheckSettings check, IPAddress address, string name) => check switch
    {
        TcpCheck tcp => new ProbeTarget(address, tcp.Port) { Name = name },
        DnsCheck dns => new ProbeTarget(address, dns.Port) { Name = name, QuestionName = dns.Name, QuestionType = dns.Name is null ? RecordType.NS : dns.Type },
        _ => new ProbeTarget(address) { Name = name },
    };
}
