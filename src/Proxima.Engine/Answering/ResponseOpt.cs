using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Proxima.Dns.Edns;
using Proxima.Dns.Messages;
using Proxima.Engine.Protection;

namespace Proxima.Engine.Answering;

/// <summary>The OPT record of one response (RFC 6891): which options it carries, how long it will be, and its octets.</summary>
[SkipLocalsInit]
internal readonly struct ResponseOpt
{
    /// <summary>"Not Authoritative" (RFC 8914 section 4.21).</summary>
    private const ushort NotAuthoritative = 20;

    // Code and length (RFC 6891 section 6.1.2).
    private const int OptionOverhead = 4;

    private readonly Query query;
    private readonly byte[] nsid;
    private readonly ushort? keepaliveTenths;
    private readonly bool saysNotAuthoritative;

    public ResponseOpt(in Query query, Transport transport, byte[] nsid, ResponderOptions options, Rcode rcode)
    {
        this.query = query;
        this.nsid = query.WantsNsid ? nsid : [];
        keepaliveTenths = query.WantsKeepalive && transport == Transport.Tcp ? options.TcpIdleTimeoutTenths : null;
        saysNotAuthoritative = rcode == Rcode.Refused;
    }

    /// <summary>The cookie option it carries, if any.</summary>
    public CookieReply Cookie { get; init; }

    /// <summary>Octets the record will take; 0 when the query had none, since then the response must not either (RFC 6891 section 7).</summary>
    public int Length
    {
        get
        {
            if (!query.HasEdns)
            {
                return 0;
            }

            var subnet = query.HasClientSubnet ? OptionOverhead + 4 + ((query.ClientSubnet.SourcePrefixLength + 7) / 8) : 0;
            var error = saysNotAuthoritative ? OptionOverhead + 2 : 0;
            var cookie = Cookie.IsPresent ? OptionOverhead + CookieReply.Length : 0;
            return MessageWriter.OptLength + subnet + error + cookie + (nsid.Length == 0 ? 0 : OptionOverhead + nsid.Length) + (keepaliveTenths is null ? 0 : OptionOverhead + 2);
        }
    }

    public void Write(ref MessageWriter writer, ushort payloadSize, Rcode rcode, byte scopeLength)
    {
        if (!query.HasEdns || !writer.BeginOpt(payloadSize, query.DnssecOk, rcode))
        {
            return;
        }

        if (query.HasClientSubnet)
        {
            writer.WriteClientSubnet(query.ClientSubnet, scopeLength);
        }

        if (nsid.Length > 0)
        {
            writer.WriteOption((ushort)OptionCode.Nsid, nsid);
        }

        if (Cookie.IsPresent)
        {
            Span<byte> cookie = stackalloc byte[CookieReply.Length];
            Cookie.Write(cookie);
            writer.WriteOption((ushort)OptionCode.Cookie, cookie);
        }

        Span<byte> value = stackalloc byte[2];
        if (keepaliveTenths is { } tenths)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value, tenths);
            writer.WriteOption((ushort)OptionCode.TcpKeepalive, value);
        }

        if (saysNotAuthoritative)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value, NotAuthoritative);
            writer.WriteOption((ushort)OptionCode.ExtendedError, value);
        }

        writer.EndOpt();
    }
}
