using System.Text;

namespace Proxima.Engine.Latency;

/// <summary>The words for kinds of evidence, in explanations, in the API and in what agents report. Programs rely on them.</summary>
public static class EvidenceWords
{
    /// <summary>Null where there is no figure.</summary>
    public static string? Of(Evidence evidence) => evidence switch
    {
        Evidence.Icmp => "icmp",
        Evidence.Tcp => "tcp",
        Evidence.Dns => "dns",
        Evidence.PassiveTcp => "passive-tcp",
        Evidence.DnsOverTcp => "dns-over-tcp",
        Evidence.Given => "given",
        Evidence.Beacon => "beacon",
        Evidence.Covering => "covering",
        Evidence.Prior => "prior",
        Evidence.Alike => "alike",
        Evidence.Geo => "geo",
        Evidence.System => "as",
        Evidence.Country => "country",
        _ => null,
    };

    /// <summary>A kind that is measured, so that a sample can be of it; null for every other word.</summary>
    public static Evidence? ParseMeasured(ReadOnlySpan<byte> word)
    {
        for (var evidence = Evidence.Icmp; evidence < Evidence.Covering; evidence++)
        {
            if (evidence != Evidence.Given && Ascii.Equals(word, Of(evidence)))
            {
                return evidence;
            }
        }

        return null;
    }
}
