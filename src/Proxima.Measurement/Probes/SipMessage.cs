using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Proxima.Engine.Steering;

namespace Proxima.Measurement.Probes;

/// <summary>An OPTIONS request outside of a dialog (RFC 3261 section 11.1), and the status line and Call-ID of its response.</summary>
internal sealed class SipMessage(string host, IPEndPoint from, SipTransport transport, string token)
{
    private string CallId => $"{token}@{FormatHost(from.Address)}";

    private string Via => $"SIP/2.0/{transport.ToString().ToUpperInvariant()} {FormatHost(from.Address)}:{from.Port};branch=z9hG4bK{token};rport";

    public static string FormatHost(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    public byte[] Write()
    {
        var here = FormatHost(from.Address);
        var scheme = transport == SipTransport.Tls ? "sips" : "sip";
        return Encoding.ASCII.GetBytes(string.Join(
            "\r\n",
            $"OPTIONS {scheme}:{host} SIP/2.0",
            $"Via: {Via}",
            "Max-Forwards: 70",
            $"To: <{scheme}:{host}>",
            $"From: <{scheme}:proxima@{here}>;tag={token}",
            $"Call-ID: {CallId}",
            "CSeq: 1 OPTIONS",
            $"Contact: <{scheme}:proxima@{here}:{from.Port}>",
            "Accept: application/sdp",
            "User-Agent: proxima-monitor",
            "Content-Length: 0",
            string.Empty, string.Empty));
    }

    /// <summary>The status code of a final response to this request; null when it is none, or a provisional one (1xx).</summary>
    public int? ReadStatus(ReadOnlySpan<byte> response)
    {
        const string version = "SIP/2.0 ";
        var text = Encoding.Latin1.GetString(response);
        return text.StartsWith(version, StringComparison.Ordinal)
            && text.Length > version.Length + 3
            && int.TryParse(text.AsSpan(version.Length, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            && status >= 200
            && text.Contains(CallId, StringComparison.Ordinal)
            ? status : null;
    }
}
