using Proxima.Dns.Names;
using Proxima.Dns.Records;

namespace Proxima.Engine.Steering;

/// <summary>What one attempt of a monitor does, as a person wrote it: one record for each kind, checked. Measurement has the code, one file a kind with its page.</summary>
public abstract record CheckSettings;

public sealed record IcmpCheck : CheckSettings;

public sealed record TcpCheck(int Port) : CheckSettings;

/// <summary>A TLS handshake. <paramref name="ServerName"/> null: none is sent and none is expected; <paramref name="LeastDays"/> the certificate must still be good for.</summary>
public sealed record TlsCheck(int Port, string? ServerName = null, CertificateRule Certificate = CertificateRule.Trusted, int LeastDays = 0) : CheckSettings;

/// <summary>An HTTP/1.1 request. <paramref name="Tls"/> null: without. <paramref name="Host"/> null: the endpoint's address.</summary>
public sealed record HttpCheck(int Port, TlsCheck? Tls = null, string? Host = null, string Path = "/") : CheckSettings
{
    public string Method { get; init; } = "GET";

    public NumberSet Status { get; init; } = NumberSet.Of(200, 299);

    /// <summary>Text that the body's beginning must have in it; null: any body.</summary>
    public string? Body { get; init; }

    /// <summary>Most redirects followed, each at the endpoint's own address; 0: a redirect is a status like others.</summary>
    public int Redirects { get; init; }
}

/// <summary>A DNS question. <paramref name="Answer"/> null: any answer with a code of <paramref name="Rcodes"/>.</summary>
public sealed record DnsCheck(int Port, NumberSet Rcodes, DomainName? Name = null, RecordType Type = RecordType.NS) : CheckSettings
{
    public RecordData? Answer { get; init; }

    public bool IsTcp { get; init; }
}

/// <summary>A SIP OPTIONS request. <paramref name="Host"/> null: the endpoint's address; <paramref name="Alive"/>: the status codes of a living server.</summary>
public sealed record SipCheck(int Port, SipTransport Transport, NumberSet Alive, string? Host = null) : CheckSettings
{
    public CertificateRule Certificate { get; init; } = CertificateRule.Trusted;
}

/// <summary>A STUN binding request over UDP.</summary>
public sealed record StunCheck(int Port) : CheckSettings;

/// <summary>A program under the contract of Nagios plugins. <paramref name="Command"/>: program and arguments, one a line.</summary>
public sealed record ExecCheck(string Command, bool WarningIsUp = true) : CheckSettings;

/// <summary>A file that another program writes. <paramref name="LongestAge"/> zero: however old.</summary>
public sealed record FileCheck(string Path, TimeSpan LongestAge) : CheckSettings;

/// <summary>Heartbeats over the API. Without one for <paramref name="Ttl"/> the endpoint is down.</summary>
public sealed record PushCheck(TimeSpan Ttl) : CheckSettings;

/// <summary>Which certificates a check takes.</summary>
public enum CertificateRule : byte
{
    /// <summary>Those a client would: an authority this machine trusts, the expected name, the dates.</summary>
    Trusted = 0,

    /// <summary>Of any authority, with the expected name and dates.</summary>
    Dated = 1,

    Any = 2,
}

public enum SipTransport : byte
{
    Udp = 0, Tcp = 1, Tls = 2,
}
